"""One's own rights and somebody else's part: ids of another spec, accounts of others, links of candidates."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from interviews.links import link_token
from interviews.models import Invitation, Recording
from jobspecs.models import User
from scoring.models import Decision
from tests.config.access_world import World
from tests.config.test_access_matrix import QUESTION, TABLE
from tests.config.test_urls import ALL
from tests.factories import UserFactory, make_spec
from tests.factories.interviews import make_invitation
from tests.factories.scoring import completed, make_evaluation

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings: Settings, tmp_path: Path) -> World:
    settings.MEDIA_ROOT = tmp_path
    return World()


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
