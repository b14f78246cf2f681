"""Who gets what at which address: a table of every URL name and role. A new address without a row fails."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from django.db import transaction
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django import DjangoDbBlocker

from tests.config.access_world import World
from tests.config.test_urls import ALL, BY_LINK, OPEN
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
ROLES = ("stranger", "other", "reviewer", "editor", "owner", "staff", "superuser")
Statuses = tuple[int, ...]  # one a role, in this order; a stranger's 302 leads to the sign-in
NEVER: Statuses = (302, 405, 405, 405, 405, 405, 405)


def everybody(status: int) -> Statuses:
    return (302, *[status] * 6)


def see(status: int = 200) -> Statuses:
    """Members of the spec; `other` owns another one, `staff` has no rights of its own."""
    return (302, 404, status, status, status, 404, status)


def edit(status: int = 200) -> Statuses:
    return (302, 404, 403, status, status, 404, status)


def own(status: int = 200) -> Statuses:
    return (302, 404, 403, 403, status, 404, status)


def mine(status: int = 200) -> Statuses:
    """Drafts are their author's (the owner's, here) and the superuser's."""
    return (302, 404, 404, 404, status, 404, status)


def staff(status: int = 200, *, alone: int | None = None) -> Statuses:
    """Administrators; `alone` is what one gets who has no more rights than that."""
    return (302, 403, 403, 403, 403, status if alone is None else alone, status)


class Row(NamedTuple):
    get: Statuses
    post: Statuses
    about: str = ""  # what the address names, in the world below
    data: dict[str, Any] = {}  # never changed


BASE = {"base": "1"}
QUESTION = {"text": "Tell of a repair.", "competency": "planning", "base": "1"}
WEIGHTS = {"weight-planning": "0.4", "weight-listening": "0.4", "weight-repairing": "0.2", "reason": "a test", **BASE}
TABLE = {
    "jobspecs:list": Row(everybody(200), NEVER),
    "jobspecs:new": Row(everybody(200), everybody(200)),
    "jobspecs:draft": Row(mine(), NEVER, "draft"),
    "jobspecs:draft_progress": Row(mine(), NEVER, "draft"),
    "jobspecs:draft_retry": Row(NEVER, mine(302), "draft", {"text": "We need a planner of repairs. " * 10}),
    "jobspecs:draft_discard": Row(NEVER, mine(302), "draft"),
    "jobspecs:draft_restore": Row(NEVER, mine(302), "discarded"),
    "jobspecs:redraft": Row(edit(), edit(302), "spec"),
    "jobspecs:redraft_progress": Row(edit(302), NEVER, "spec"),
    "jobspecs:redraft_weights": Row(NEVER, edit(), "spec", BASE),
    "jobspecs:redraft_take": Row(NEVER, edit(), "spec", BASE),
    "jobspecs:redraft_retry": Row(NEVER, edit(302), "spec"),
    "jobspecs:redraft_aside": Row(NEVER, edit(302), "spec"),
    "jobspecs:spec": Row(see(), NEVER, "spec"),
    "jobspecs:rename": Row(edit(), edit(302), "spec", {"title": "Mechanic", "level": "mid"}),
    "jobspecs:archive": Row(own(), own(302), "spec"),
    "jobspecs:self_identification": Row(NEVER, own(302), "spec", {"asks": "yes"}),
    "jobspecs:recordings": Row(own(), own(302), "spec", {"recording_days": "30"}),
    "jobspecs:restore": Row(NEVER, own(302), "spec"),
    "jobspecs:weights_save": Row(NEVER, edit(302), "spec", WEIGHTS),
    "jobspecs:weights_check": Row(NEVER, edit(), "spec", WEIGHTS),
    "jobspecs:weights_share": Row(NEVER, edit(), "spec", WEIGHTS),
    "jobspecs:competencies_add": Row(edit(), edit(), "spec"),
    "jobspecs:competencies_effect": Row(edit(), NEVER, "spec"),
    "jobspecs:competencies_confirm": Row(edit(), edit(), "spec"),
    "jobspecs:competencies_levels": Row(see(), NEVER, "key"),
    "jobspecs:competencies_edit": Row(edit(), edit(), "key"),
    "jobspecs:competencies_retire": Row(edit(), edit(), "key"),
    "jobspecs:competencies_move": Row(NEVER, edit(302), "key", {"direction": "down", **BASE}),
    "jobspecs:must_haves_add": Row(edit(), edit(302), "spec", {"text": "Can solder", "kind": "required", **BASE}),
    "jobspecs:must_haves_edit": Row(edit(), edit(302), "place", {"text": "Can solder", "kind": "required", **BASE}),
    "jobspecs:must_haves_retire": Row(NEVER, edit(302), "place", BASE),
    "jobspecs:must_haves_move": Row(NEVER, edit(302), "place", {"direction": "down", **BASE}),
    "jobspecs:must_haves_turn": Row(NEVER, edit(302), "place", BASE),
    "jobspecs:description": Row(see(), NEVER, "spec"),
    "jobspecs:history": Row(see(), NEVER, "spec"),
    "jobspecs:version": Row(see(), NEVER, "place"),
    "jobspecs:questions_read": Row(edit(), edit(), "spec"),
    "jobspecs:questions_add": Row(edit(), edit(302), "place", QUESTION),
    "jobspecs:questions_row": Row(see(302), NEVER, "question"),
    "jobspecs:questions_edit": Row(edit(), edit(302), "question", QUESTION),
    "jobspecs:questions_move": Row(NEVER, edit(302), "question", {"down": ""}),
    "jobspecs:questions_remove": Row(NEVER, edit(302), "question"),
    "jobspecs:questions_restore": Row(NEVER, edit(302), "removed"),
    "jobspecs:questions_anew": Row(NEVER, edit(302), "question"),
    "jobspecs:questions_guide": Row(see(), NEVER, "question"),
    "jobspecs:questions_wordings": Row(see(), NEVER, "question"),
    "jobspecs:questions_reinstate": Row(NEVER, edit(302), "wording"),
    "jobspecs:members": Row(see(), own(302), "spec", {"email": "other@example.com", "role": "reviewer"}),
    "jobspecs:members_role": Row(NEVER, own(302), "membership", {"role": "editor"}),
    "jobspecs:members_remove": Row(NEVER, own(302), "membership"),
    "jobspecs:people": Row(staff(), staff(), "", {"email": "new@example.com"}),
    "jobspecs:person_link": Row(NEVER, staff(200, alone=403), "person"),
    "jobspecs:person_close": Row(NEVER, staff(302), "person"),
    "jobspecs:person_open": Row(NEVER, staff(302), "person"),
    "jobspecs:person_audit": Row(NEVER, staff(302, alone=403), "person", {"auditor": "1"}),
    "jobspecs:organisation": Row(staff(), staff(), ""),
    "interviews:invite": Row(edit(), edit(), "spec", {"people": "Nia <nia@example.com>"}),
    "interviews:link": Row(edit(), NEVER, "invitation"),
    "interviews:renew": Row(edit(), edit(302), "invitation"),
    "interviews:invite_again": Row(edit(), edit(302), "begun"),
    "interviews:cancel": Row(edit(), edit(302), "invitation"),
    "interviews:withdraw": Row(edit(), edit(302), "begun"),
    "interviews:erase": Row(own(), own(302), "invitation", {"typed": "Una Lind"}),
    "interviews:retry_mail": Row(NEVER, edit(302), "mail"),
    "interviews:seen": Row(see(), NEVER, "question"),
    "interviews:hear": Row(see(), NEVER, "prompt"),
    "interviews:prompt_audio": Row(see(), NEVER, "prompt"),
    "interviews:recording": Row(see(), NEVER, "recording"),
    "interviews:correct": Row(edit(), edit(302), "answer", {"text": "What was said.", **BASE}),
    "interviews:confirm": Row(NEVER, edit(302), "answer", BASE),
    "interviews:retry_transcription": Row(NEVER, edit(302), "transcription"),
    "interviews:delete_recordings": Row(own(), own(302), "interview"),
    "scoring:waiting": Row(everybody(200), NEVER),
    "scoring:candidates": Row(see(), NEVER, "spec"),
    "scoring:row": Row(see(), NEVER, "begun"),
    "scoring:export_csv": Row(see(), NEVER, "spec"),
    "scoring:export_xlsx": Row(see(), NEVER, "spec"),
    "scoring:report_json": Row(see(), NEVER, "interview"),
    "scoring:webhooks": Row(staff(200, alone=403), staff(200, alone=403), "", {"url": "https://hooks.example.com/"}),
    "scoring:webhook": Row(staff(200, alone=403), NEVER, "endpoint"),
    "scoring:webhook_rotate": Row(NEVER, staff(200, alone=403), "endpoint"),
    "scoring:webhook_switch": Row(NEVER, staff(302, alone=403), "endpoint", {"on": "1"}),
    "scoring:webhook_test": Row(NEVER, staff(302, alone=403), "endpoint"),
    "scoring:webhook_again": Row(NEVER, staff(302, alone=403), "delivery"),
    "scoring:fairness_specs": Row(everybody(403), NEVER),  # tests/scoring/test_views_fairness.py: who is an auditor
    "scoring:fairness": Row(everybody(403), NEVER, "spec"),
    "scoring:fairness_file": Row(everybody(403), NEVER, "spec"),
    "scoring:compare": Row(see(), NEVER, "spec"),
    "scoring:live": Row(see(), NEVER, "spec"),
    "scoring:evaluate_under_current": Row(edit(), edit(302), "spec"),
    "scoring:runs": Row(edit(), edit(302), "spec", {"again": "1"}),
    "scoring:stop_run": Row(NEVER, edit(302), "run"),
    "scoring:pause_run": Row(NEVER, edit(302), "run"),
    "scoring:continue_run": Row(NEVER, edit(302), "run"),
    "scoring:engine": Row(own(), own(), "spec"),  # in tests there is no second engine to switch to
    "scoring:replay": Row(NEVER, edit(302), "grading"),
    "scoring:report": Row(see(), NEVER, "interview"),
    "scoring:answer": Row(see(302), NEVER, "spoken"),
    "scoring:wrong": Row(edit(), NEVER, "spoken"),
    "scoring:exclude": Row(NEVER, edit(302), "spoken", {"exclude-reason": "No sound."}),
    "scoring:include_again": Row(NEVER, edit(302), "spoken"),
    "scoring:offer_retake": Row(NEVER, edit(302), "spoken", {"retake-reason": "No sound."}),
    "scoring:cancel_retake": Row(NEVER, edit(302), "spoken"),
    "scoring:what_if": Row(NEVER, edit(), "spec", WEIGHTS),
    "scoring:pass_mark": Row(NEVER, edit(), "spec", WEIGHTS | {"pass_mark": "60"}),
    "scoring:decide": Row(NEVER, edit(302), "interview", {"outcome": "hold", "reason": "Wait."}),
    "scoring:rate": Row(NEVER, see(302), "interview", {"level-planning": "4"}),
    "scoring:outcome": Row(edit(), edit(), "decided", {"text": "We go on."}),
    "scoring:explanation_preview": Row(edit(), NEVER, "interview"),
    "scoring:reply": Row(edit(), edit(302), "asked", {"text": "I looked again.", "do": "send"}),
    "scoring:show_scores": Row(NEVER, see(302), "interview"),
    "scoring:show_all_scores": Row(see(), see(302), "spec"),
    "scoring:agreement": Row(see(), NEVER, "spec"),
    "scoring:grading": Row(see(302), NEVER, "grading"),
    "scoring:grade_again": Row(NEVER, edit(302), "interview"),
}
# Of nobody's role: by a candidate's link (tests/interviews), open (tests/config/test_urls.py), of one's own account.
OWN_ACCOUNT = {
    "account_change_password",
    "account_confirm_login_code",  # not in use: no code is ever sent
    "account_email",
    "account_reauthenticate",
    "account_set_password",
    "account_inactive",
    "account_logout",
}


def members_urls(resolver: URLResolver | None = None, names: str = "") -> Iterator[str]:
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from members_urls(pattern, f"{names}{pattern.namespace}:" if pattern.namespace else names)
        elif isinstance(pattern, URLPattern):
            yield f"{names}{pattern.name}"


def test_every_address_has_its_row() -> None:
    elsewhere = {name for name in members_urls() if name.startswith(("admin:", *BY_LINK))}
    assert set(members_urls()) - elsewhere - OPEN.keys() - OWN_ACCOUNT == TABLE.keys()


def status_for(world: World, role: str, method: str, name: str, row: Row) -> int:
    """Ask once; what the answer has changed is taken back."""
    client = world.client_of(role)
    data = row.data | ({"seen": str(world.evaluation.pk)} if name == "scoring:decide" else {})
    with transaction.atomic():
        response = getattr(client, method)(reverse(name, args=world.named[row.about]), data)
        if response.streaming:
            b"".join(response)  # to its end, so that the file is closed
        transaction.set_rollback(True)
    if role == "stranger":
        assert response["Location"].startswith("/accounts/login/")
    return int(response.status_code)


@pytest.fixture(scope="class")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One for all addresses: whatever is asked of it is taken back."""
    media = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"))
    with media, django_db_blocker.unblock(), transaction.atomic():
        made = World()
        made.sign_everybody_in()
        yield made
        transaction.set_rollback(True)


class TestEachRole:
    @pytest.mark.parametrize("name", TABLE)
    def test_gets_what_the_table_says(self, world: World, name: str) -> None:
        row = TABLE[name]
        got = {method: tuple(status_for(world, role, method, name, row) for role in ROLES) for method in ("get", "post")}
        assert got == {"get": row.get, "post": row.post}


NO_RIGHT_NEEDED = {"admin:index", "admin:logout", "admin:password_change", "admin:password_change_done", "admin:jsi18n"}


@pytest.mark.parametrize(("name", "address"), [(n, a) for n, a in ALL if n.startswith("admin:") and n != "admin:login"])
def test_the_administration_is_for_who_has_rights_in_it(name: str, address: str) -> None:
    member, helper = Client(), Client()
    member.force_login(UserFactory.create())
    helper.force_login(UserFactory.create(is_staff=True))
    for method in ("get", "post"):
        assert getattr(member, method)(address).status_code in (302, 403, 404), "a member who is no administrator"
        if name not in NO_RIGHT_NEEDED:
            assert getattr(helper, method)(address).status_code in (302, 403, 404, 405), "an administrator without rights"
