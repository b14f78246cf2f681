"""Who gets what at which address: a table of every URL name and role. A new address without a row fails."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models.functions import Now
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django.fixtures import Settings

from interviews.choices import MailKind, RequestKind, RevisionKind
from interviews.links import link_token
from interviews.models import Answer, Invitation, Mail, Recording, SpokenPrompt, Take, Transcription
from interviews.operations.correcting import add_text, make_current
from interviews.operations.requests import ask
from jobspecs.choices import Role
from jobspecs.models import JobSpec, Question, User
from jobspecs.operations.drafts import discard_draft, start_draft
from jobspecs.operations.questions import retire_question
from scoring.choices import Outcome
from scoring.models import Decision, Delivery, Endpoint
from scoring.operations.judging import decide
from scoring.operations.orders import order_run
from tests.config.test_urls import ALL, BY_LINK, OPEN
from tests.factories import OrganisationFactory, UserFactory, make_member, make_spec
from tests.factories.interviews import make_invitation
from tests.factories.redrafts import make_redraft
from tests.factories.scoring import completed, make_evaluation

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


class World:
    """One spec with everything that an address can name, and somebody in each role."""

    def __init__(self) -> None:
        OrganisationFactory.create()
        owner = UserFactory.create(email="owner@example.com", name="Owner")
        self.spec = spec = make_spec(by=owner)
        self.users: dict[str, User] = {  # a stranger is nobody
            "other": UserFactory.create(email="other@example.com"),
            "reviewer": make_member(spec, Role.REVIEWER),
            "editor": make_member(spec, Role.EDITOR),
            "owner": owner,
            "staff": UserFactory.create(is_staff=True),
            "superuser": UserFactory.create(is_staff=True, is_superuser=True),
        }
        make_spec(by=self.users["other"])
        interview = completed(spec, {4: ""})  # spoken, below
        self.evaluation = make_evaluation(interview)
        invitation = make_invitation(spec)
        invitation.candidate.name = "Una Lind"
        invitation.candidate.save(update_fields=["name"])
        recording, transcription = spoken_row(interview.asked.get(position=4).answer)
        mail = Mail.objects.create(kind=MailKind.INVITATION, invitation=invitation, link_number=1)
        question, removed = spec.rounds.get(position=1).questions.order_by("position")[:2]
        retire_question(question=removed, by=owner)
        draft, discarded = (start_draft(description="We need a planner. " * 20, by=owner) for _ in range(2))
        type(draft).objects.filter(pk=draft.pk).update(state="failed")
        discard_draft(draft=discarded, by=owner)
        make_redraft(spec, title="Bicycle Technician")
        person = UserFactory.create(name="Pia")
        person.set_password("a password of some length")
        person.save()
        member = spec.memberships.get(user=self.users["reviewer"])
        decided = completed(spec)
        decide(interview=decided, outcome=Outcome.ADVANCE, reason="Good.", seen=None, by=owner)
        asked = ask(interview=decided, kind=RequestKind.LOOK_AGAIN, text="Please.", by=decided.candidate)
        endpoint = Endpoint.objects.create(url="https://127.0.0.1:1/", secret="whsec_c2VjcmV0", created_by=owner)
        delivery = Delivery.objects.create(
            endpoint=endpoint, event="interview.completed", interview=interview, subject=interview.pk, state="failed"
        )
        self.named: dict[str, list[UUID | int | str]] = {
            "": [],
            "spec": [spec.pk],
            "key": [spec.pk, "planning"],
            "place": [spec.pk, 1],
            "draft": [draft.pk],
            "discarded": [discarded.pk],
            "question": [question.pk],
            "removed": [removed.pk],
            "wording": [question.pk, 1],
            "membership": [spec.pk, member.pk],
            "person": [person.pk],
            "invitation": [invitation.pk],
            "begun": [interview.invitation_id],
            "grading": [self.evaluation.grading_id],
            "interview": [interview.pk],
            "spoken": [interview.pk, 4],
            "recording": [recording.pk],
            "answer": [recording.answer_id],
            "transcription": [transcription.pk],
            "prompt": [spoken_prompt(spec).revision.question_id],
            "mail": [mail.pk],
            "decided": [decided.pk],
            "asked": [asked.pk],
            "endpoint": [delivery.endpoint_id],
            "delivery": [delivery.pk],
            "run": [order_run(job_spec=spec, by=None).pk],
        }


def spoken_row(answer: Answer) -> tuple[Recording, Transcription]:
    """An answer that counts as spoken, with a file to play; its transcription has stopped."""
    make_current(answer, add_text(answer, RevisionKind.TRANSCRIBED, "What was said.", by=None))
    take = Take.objects.create(answer=answer, number=1, ended_at=Now(), seconds=1, speech_seconds=1, kept_at=Now())
    files = {name: default_storage.save(f"recordings/{take.pk}-{name}", ContentFile(b"sound")) for name in ("file", "playable")}
    recording = Recording.objects.create(
        answer=answer, take=1, media_type="audio/webm", playable_type="audio/webm", size=5, sha256="0" * 64, seconds=1, **files
    )
    return recording, Transcription.objects.create(take=take, state="failed", error="No.")


def spoken_prompt(spec: JobSpec) -> SpokenPrompt:
    """A prompt that Cal has said."""
    revision = Question.objects.filter(round__job_spec=spec, round__position=2).earliest("position").current_revision
    file = default_storage.save(f"prompts/{spec.pk}", ContentFile(b"sound"))
    prompt, _ = SpokenPrompt.objects.update_or_create(
        revision=revision, defaults={"state": "done", "file": file, "media_type": "audio/mpeg"}
    )
    return prompt


@pytest.fixture
def world(settings: Settings, tmp_path: Path) -> World:
    settings.MEDIA_ROOT = tmp_path
    return World()


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
    client, user = Client(), world.users.get(role)
    data = row.data | ({"seen": str(world.evaluation.pk)} if name == "scoring:decide" else {})
    with transaction.atomic():
        if user:
            client.force_login(user)
        response = getattr(client, method)(reverse(name, args=world.named[row.about]), data)
        if response.streaming:
            b"".join(response)  # to its end, so that the file is closed
        transaction.set_rollback(True)
    if role == "stranger":
        assert response["Location"].startswith("/accounts/login/")
    return int(response.status_code)


@pytest.mark.parametrize("name", TABLE)
def test_each_role_gets_what_the_table_says(world: World, name: str) -> None:
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


class TestIdsOfAnotherSpec:
    """One's own address with somebody else's part in it."""

    @pytest.fixture
    def owner(self, world: World) -> Client:
        client = Client()
        client.force_login(world.users["other"])
        return client

    @pytest.fixture
    def theirs(self, world: World) -> Any:
        return make_spec(by=world.users["other"], weights={"soldering": "0.60", "welding": "0.40"})

    def test_a_competency(self, world: World, theirs: Any, owner: Client) -> None:
        for name in ("edit", "retire", "move"):
            address = reverse(f"jobspecs:competencies_{name}", args=[theirs.pk, "planning"])
            assert owner.post(address, {"base": "1", "direction": "up"}).status_code in (200, 404)
        assert theirs.versions.count() == world.spec.versions.count() == 1

    def test_a_competency_in_the_form_of_a_question(self, theirs: Any, owner: Client) -> None:
        address = reverse("jobspecs:questions_add", args=[theirs.pk, 1])
        for there in (address, f"{address}?for=planning", f"{address}?for=%00"):
            page = owner.post(there, QUESTION)
            assert page.status_code == 200
            assert "not one of the available choices" in page.text
        mine = theirs.rounds.get(position=1).questions.first()
        page = owner.post(reverse("jobspecs:questions_edit", args=[mine.pk]), QUESTION)
        assert "not one of the available choices" in page.text

    def test_a_membership(self, world: World, theirs: Any, owner: Client) -> None:
        for name in ("members_role", "members_remove"):
            address = reverse(f"jobspecs:{name}", args=[theirs.pk, world.named["membership"][1]])
            assert owner.post(address, {"role": "owner"}).status_code == 404

    def test_an_evaluation_in_the_form_of_a_decision(self, world: World) -> None:
        client = Client()
        client.force_login(world.users["owner"])
        foreign = make_evaluation(completed(make_spec()))
        address = reverse("scoring:decide", args=world.named["interview"])
        page = client.post(address, {"outcome": "advance", "reason": "Good.", "seen": str(foreign.pk)})
        assert "A newer evaluation came in" in page.text
        assert not Decision.objects.filter(evaluation=foreign).exists()

    def test_fields_that_no_form_has_change_nothing(self, world: World) -> None:
        client = Client()
        client.force_login(world.users["editor"])
        more = {"status": "archived", "grading_engine": "x", "retention_days": "1", "created_by": "1", "id": "1"}
        client.post(reverse("jobspecs:rename", args=[world.spec.pk]), {"title": "Mechanic", "level": "mid", **more})
        world.spec.refresh_from_db()
        kept = (world.spec.title, world.spec.status, world.spec.grading_engine, world.spec.retention_days)
        assert kept == ("Mechanic", "active", make_spec().grading_engine, None)
        invited = {"email": "n@example.com", "is_staff": "on", "is_superuser": "on", "is_active": "", "administrator": "on"}
        helper = Client()
        helper.force_login(world.users["staff"])
        helper.post(reverse("jobspecs:people"), invited)
        assert not User.objects.filter(email="n@example.com", is_superuser=True).exists()


class TestStaffWhoAreNoSuperusers:
    """Whoever has a link that sets a password is that person: so who has few rights makes none into rights."""

    @pytest.fixture
    def helper(self) -> Client:
        client = Client()
        client.force_login(UserFactory.create(is_staff=True))
        return client

    def ask(self, client: Client, user: User) -> Any:
        return client.post(reverse("jobspecs:person_link", args=[user.pk]))

    def test_make_a_link_for_who_was_invited_and_has_nothing_yet(self, helper: Client) -> None:
        helper.post(reverse("jobspecs:people"), {"email": "new@example.com"})
        assert "password/reset/key" in self.ask(helper, User.objects.get(email="new@example.com")).text

    @pytest.mark.parametrize("kind", ["password", "member", "staff"])
    def test_make_none_into_an_account_that_is_worth_something(self, helper: Client, kind: str) -> None:
        user = UserFactory.create(is_staff=kind == "staff")
        user.set_password("a password of some length" if kind == "password" else None)
        user.save()
        if kind == "member":
            make_spec(by=user)
        page = self.ask(helper, user)
        assert page.status_code == 403
        assert "password/reset/key" not in page.text


class TestCandidates:
    """With one's own link: nobody else's interview, no page of the members, nothing after the end."""

    def test_the_link_opens_no_session(self) -> None:
        invitation = make_invitation()
        client = Client()
        client.get(f"/i/{link_token(invitation)}/")
        assert "sessionid" not in client.cookies
        assert client.get(reverse("scoring:candidates", args=[invitation.job_spec_id])).status_code == 302

    def test_the_link_opens_no_page_of_members(self, world: World) -> None:
        """Not even the sound of one's own answer, at the address that members hear it at."""
        recording = Recording.objects.get()
        client = Client()
        client.get(f"/i/{link_token(recording.answer.asked.interview.invitation)}/")
        for name, row in TABLE.items():
            answer = client.get(reverse(name, args=world.named[row.about]))
            assert answer.status_code == 302, name
            assert answer["Location"].startswith("/accounts/login/"), name

    @pytest.mark.parametrize("state", ["cancelled_at", "expires_at", "link_number"])
    def test_a_dead_link_gets_nothing_at_any_address(self, state: str) -> None:
        """Also at addresses that are added later: what is asked for and what is sent is refused, in words."""
        interview = completed(make_spec(), submit=False)
        changed = {"cancelled_at": interview.begun_at, "expires_at": interview.begun_at, "link_number": 2}
        Invitation.objects.filter(pk=interview.invitation_id).update(**{state: changed[state]})
        token = link_token(interview.invitation)
        addresses = [address for name, address in ALL if name.startswith("candidate:")]
        assert len(addresses) > 15
        for address in addresses:
            for method in ("get", "post"):
                answer = getattr(Client(), method)(address.replace("/i/x/", f"/i/{token}/"))
                assert answer.status_code in (405, 410), (address, method, answer.status_code)

    @pytest.mark.parametrize("state", ["cancelled_at", "expires_at", "link_number"])
    @pytest.mark.parametrize("path", ["begin/", "1/", "1/save/", "submit/", "withdraw/"])
    def test_a_dead_link_writes_nothing(self, state: str, path: str) -> None:
        invitation = make_invitation()
        dead = f"/i/{link_token(invitation)}/"
        changed = {"cancelled_at": invitation.created_at, "expires_at": invitation.created_at, "link_number": 2}
        Invitation.objects.filter(pk=invitation.pk).update(**{state: changed[state]})
        assert Client().post(dead + path, {"agree": "on", "text": "x"}).status_code == 410
        assert not Invitation.objects.filter(pk=invitation.pk, interview__isnull=False).exists()

    def test_nothing_is_written_after_the_end(self) -> None:
        interview = completed(make_spec())
        base = f"/i/{link_token(Invitation.objects.get(interview=interview))}/"
        before = list(interview.asked.values_list("answer__current_revision__text", flat=True))
        for path in ("1/", "1/save/", "begin/"):
            assert Client().post(base + path, {"text": "Better.", "go": "keep", "agree": "on"}).status_code == 302
        assert list(interview.asked.values_list("answer__current_revision__text", flat=True)) == before
