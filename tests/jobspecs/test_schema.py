"""What the database itself refuses, each by the name of its rule."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db.models.functions import Now

from jobspecs.models import Competency, JobSpec, MustHave, Question, Rubric, RubricRow, Version, Weight
from jobspecs.operations.specs import create_spec
from jobspecs.operations.versions import replace_weights
from tests.factories import UserFactory, make_spec, spec_content
from tests.refusals import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def spec() -> JobSpec:
    return make_spec()


@pytest.fixture
def version(spec: JobSpec) -> Version:
    return spec.versions.get()


@pytest.mark.parametrize("last", ["0.15", "0.25"])
def test_a_version_whose_weights_do_not_sum_to_one_is_refused(spec: JobSpec, last: str) -> None:
    weights = {"planning": Decimal("0.50"), "listening": Decimal("0.30"), "repairing": Decimal(last)}
    refused("weights_sum_to_one", lambda: replace_weights(job_spec=spec, base=1, weights=weights, reason="", by=None))


def test_a_version_without_a_weight_for_every_competency_is_refused(spec: JobSpec) -> None:
    weights = {"planning": Decimal("0.50"), "listening": Decimal("0.50")}
    refused(
        "weights_name_every_competency",
        lambda: replace_weights(job_spec=spec, base=1, weights=weights, reason="", by=None),
    )


def test_a_version_without_any_weight_is_refused() -> None:
    content = spec_content(weights={"planning": "1.00"})

    object.__setattr__(content, "weights", {})
    refused("weights_name_every_competency", lambda: create_spec(content=content, by=UserFactory.create()))


def test_a_version_left_unsealed_is_refused(spec: JobSpec) -> None:
    current = spec.current_version
    assert current is not None
    refused(
        "version_sealed_at_commit",
        lambda: Version.objects.create(job_spec=spec, number=2, rubric=current.rubric, tag="v2-aaaaaa", content_hash="0" * 64),
    )


def test_a_sealed_version_takes_no_late_weight(spec: JobSpec, version: Version) -> None:
    extra = Competency.objects.create(job_spec=spec, key="welding")
    refused(
        "weight_of_open_version",
        lambda: Weight.objects.create(version=version, competency=extra, value=Decimal("0.10")),
    )


def test_a_sealed_version_takes_no_late_must_have(version: Version) -> None:
    refused(
        "musthave_of_open_version",
        lambda: MustHave.objects.create(version=version, position=9, kind="required", text="Late"),
    )


def test_a_sealed_rubric_takes_no_late_competency(spec: JobSpec) -> None:
    extra = Competency.objects.create(job_spec=spec, key="welding")
    refused(
        "rubricrow_of_open_rubric",
        lambda: RubricRow.objects.create(
            rubric=Rubric.objects.get(), competency=extra, position=9, name="W", definition="D", anchors=["a"] * 5
        ),
    )


@pytest.mark.parametrize(
    ("model", "change", "rule"),
    [
        (Version, {"reason": "another"}, "version_sealed"),
        (Version, {"sealed_at": Now()}, "version_sealed"),
        (Rubric, {"number": 7}, "rubric_sealed"),
        (RubricRow, {"name": "Another"}, "rubricrow_never_changes"),
        (Weight, {"value": Decimal("0.99")}, "weights_never_change"),
        (MustHave, {"text": "Another"}, "musthaves_never_change"),
        (Competency, {"key": "another"}, "competency_never_changes"),
    ],
)
def test_what_is_sealed_is_neither_changed_nor_deleted(spec: JobSpec, model: Any, change: dict[str, Any], rule: str) -> None:
    row = model.objects.first()
    refused(rule, lambda: model.objects.filter(pk=row.pk).update(**change))
    refused(rule, lambda: model.objects.filter(pk=row.pk)._raw_delete("default"))


def test_a_weight_outside_its_range_is_refused(spec: JobSpec) -> None:
    weights = {"planning": Decimal("0.00"), "listening": Decimal("0.80"), "repairing": Decimal("0.20")}
    refused("weight_in_range", lambda: replace_weights(job_spec=spec, base=1, weights=weights, reason="", by=None))


class TestWhatPointsAtSomethingPointsAtItsOwn:
    def test_a_specs_version(self, spec: JobSpec) -> None:
        other = make_spec().current_version
        refused("jobspec_current_version_of_it", lambda: JobSpec.objects.filter(pk=spec.pk).update(current_version=other))

    def test_a_specs_version_is_sealed(self, spec: JobSpec, version: Version) -> None:
        def point_at_an_open_one() -> None:
            made = Version.objects.create(job_spec=spec, number=2, rubric=version.rubric, tag="v2-aaaaaa", content_hash="0" * 64)
            JobSpec.objects.filter(pk=spec.pk).update(current_version=made)

        refused("jobspec_current_version_of_it", point_at_an_open_one)

    def test_a_questions_wording(self, spec: JobSpec) -> None:
        one, other = Question.objects.filter(round__job_spec=spec)[:2]
        spare = other.current_revision
        Question.objects.filter(pk=other.pk).update(current_revision=None)
        refused("question_current_revision_of_it", lambda: Question.objects.filter(pk=one.pk).update(current_revision=spare))

    def test_a_questions_competency(self, spec: JobSpec) -> None:
        foreign = make_spec().competencies.first()
        questions = Question.objects.filter(round__job_spec=spec)
        refused("question_competency_of_its_spec", lambda: questions.update(competency=foreign))
