"""A walk through all models: what is forgotten on one of them fails here."""

from __future__ import annotations

import time
from uuid import RFC_4122

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection, models

from config.ids import uuid7_sql

OURS = ("jobspecs", "interviews", "scoring")
# Rows whose one rule is their key or their parent's rule; each with its reason.
NO_CONSTRAINT_NEEDED: dict[str, str] = {}
# How often somebody began anew: those who rate may be administrators too.
NOT_IN_THE_ADMIN = {"Take", "Piece", "SelfIdentification", "Tally", "TallyChange", "RollupWish"}
HOLDS_A_CANDIDATES_WORDS = {
    *("Candidate", "Answer", "AnswerRevision", "Mail", "Invitation", "Interview", "Asked"),
    *("Take", "Piece", "Recording", "Transcription", "Transcript"),
    *("Declaration", "Exclusion", "Retake", "CandidateRequest", "Letter", "SelfIdentification", "GradingCall"),
}


def our_models() -> list[type[models.Model]]:
    return [m for app in OURS for m in apps.get_app_config(app).get_models(include_auto_created=True)]


def is_event(model: type[models.Model]) -> bool:
    return hasattr(model, "pgh_tracked_model") or model.__name__.endswith("Event")


TABLES = [m for m in our_models() if not is_event(m) and not m._meta.auto_created]
IDS = [m._meta.label for m in TABLES]


@pytest.mark.parametrize("model", TABLES, ids=IDS)
class TestEachModel:
    def test_its_constraints_have_names_that_say_table_and_rule(self, model: type[models.Model]) -> None:
        assert model._meta.constraints, f"{model._meta.label} has no constraint: what must always hold for it?"
        for constraint in model._meta.constraints:
            assert constraint.name.startswith(str(model._meta.model_name)), constraint.name

    def test_its_foreign_keys_protect(self, model: type[models.Model]) -> None:
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey) and not field.auto_created:
                assert field.remote_field.on_delete is models.PROTECT, field.name

    def test_it_says_what_it_is(self, model: type[models.Model]) -> None:
        made_by_django = f"{model.__name__}("
        assert not (model.__doc__ or made_by_django).startswith(made_by_django), "a docstring in words"
        assert "__str__" in vars(model)

    def test_it_does_not_override_save(self, model: type[models.Model]) -> None:
        assert not {"save", "delete"} & vars(model).keys()

    def test_it_is_in_the_admin(self, model: type[models.Model]) -> None:
        assert admin.site.is_registered(model) is (model.__name__ not in NOT_IN_THE_ADMIN)

    def test_it_has_history_only_where_no_candidate_stands(self, model: type[models.Model]) -> None:
        if model.__name__ in HOLDS_A_CANDIDATES_WORDS:
            assert not any(getattr(m, "pgh_tracked_model", None) is model for m in our_models())


def test_history_is_kept_of_what_people_set_and_decide() -> None:
    tracked = {model.pgh_tracked_model.__name__ for model in our_models() if hasattr(model, "pgh_tracked_model")}
    assert tracked == {"User", "Organisation", "Membership", "JobSpec", "Version", "Round", "Decision"}


@pytest.mark.django_db
def test_the_database_has_every_trigger() -> None:
    wanted = {trigger.get_pgid(model) for model in our_models() for trigger in getattr(model._meta, "triggers", [])}
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'")
        found = {name for (name,) in cursor.fetchall()}
    assert len(wanted) > 25
    assert wanted <= found


@pytest.mark.django_db
def test_keys_in_urls_are_uuid7() -> None:
    from tests.factories import make_spec

    spec = make_spec()
    assert {spec.pk.version, spec.memberships.get().user.pk.version} == {7}


@pytest.mark.django_db
@pytest.mark.parametrize("server", [170_000, 180_000])
def test_keys_that_the_database_makes_are_uuid7_too(server: int) -> None:
    before = time.time_ns() // 1_000_000
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {uuid7_sql(server)} FROM generate_series(1, 500)")  # a constant
        made = [key for (key,) in cursor.fetchall()]
    after = time.time_ns() // 1_000_000
    assert len(set(made)) == 500
    assert {(key.version, key.variant) for key in made} == {(7, RFC_4122)}
    assert all(before <= key.int >> 80 <= after for key in made)
