"""Members, roles and the organisation: nobody locks everybody out, nobody reaches above themselves."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import pytest
from allauth.account.adapter import get_adapter
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from config.accounts import password_link
from jobspecs.choices import Role
from jobspecs.models import JobSpec, Membership, Organisation, User
from jobspecs.operations import people as operations
from jobspecs.operations.organisation import save_organisation
from tests.factories import OrganisationFactory, UserFactory, make_member, make_spec
from tests.jobspecs.pages import html_of, signed_in, text_of

pytestmark = pytest.mark.django_db

COMPLETE = {
    "name": "Northlight Works",
    "contact_name": "Ida Brandt",
    "contact_email": "ida@example.org",
    "alternative_route": "Write to Ida.",
    "retention_days": 90,
    "recording_days": 45,
    "invitation_days": 7,
}


@pytest.fixture
def admin() -> User:
    return UserFactory.create(name="Root", is_staff=True, is_superuser=True)


@pytest.fixture
def ana() -> User:
    return UserFactory.create(name="Ana")


@pytest.fixture
def spec(ana: User) -> JobSpec:
    return make_spec(by=ana)


def members_url(spec: JobSpec) -> str:
    return reverse("jobspecs:members", args=[spec.pk])


def link_in(response: Any) -> str:
    found = re.search(r'id="link" value="([^"]+)"', html_of(response))
    assert found, "no link on the page"
    return found[1]


class TestInviting:
    def test_makes_an_account_and_shows_a_link_that_sets_its_password(self, admin: User) -> None:
        response = signed_in(admin).post("/people/", {"email": "New@Example.com", "name": "Nia"})
        assert "Email is not set up" in text_of(response)
        nia = User.objects.get(email__iexact="new@example.com")
        assert (nia.has_usable_password(), nia.is_staff, nia.is_superuser) == (False, False, False)
        visitor = Client()
        page = visitor.get(urlsplit(link_in(response)).path, follow=True)
        password = "a long enough one 47"
        visitor.post(page.request["PATH_INFO"], {"password1": password, "password2": password})
        nia.refresh_from_db()
        assert nia.check_password(password)
        again = Client().get(urlsplit(link_in(response)).path, follow=True)
        assert "This link has been used already" in text_of(again)

    def test_what_an_administrator_changes_while_a_password_is_being_set_stays(self, ana: User) -> None:
        """Seen: somebody set a password in the second in which they were made an auditor, and were none afterwards."""
        User.objects.filter(pk=ana.pk).update(is_auditor=True, is_active=False)
        get_adapter().set_password(ana, "a long enough one 47")
        ana.refresh_from_db()
        assert (ana.is_auditor, ana.is_active, ana.check_password("a long enough one 47")) == (True, False, True)

    def test_mails_the_link_where_mail_is_set_up(self, admin: User, settings: Settings) -> None:
        settings.EMAIL_IS_SET_UP = True
        response = signed_in(admin).post("/people/", {"email": "nia@example.com"})
        assert "has been sent a link" in text_of(response)
        [sent] = mail.outbox
        assert sent.to == ["nia@example.com"]
        assert link_in(response) in sent.body

    def test_a_mail_server_that_is_away_is_not_called_sent(self, admin: User, settings: Settings) -> None:
        settings.EMAIL_IS_SET_UP = True
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
        response = signed_in(admin).post("/people/", {"email": "nia@example.com"})
        assert "has been sent" not in text_of(response)
        assert "copy the link and pass it on" in text_of(response)

    def test_of_somebody_who_is_there_already_is_told(self, admin: User, ana: User) -> None:
        response = signed_in(admin).post("/people/", {"email": ana.email.upper(), "name": "Typed"})
        assert "has an account already" in text_of(response)
        assert 'value="Typed"' in html_of(response)
        assert 'id="link"' not in html_of(response)

    def test_only_who_has_all_rights_makes_another_such(self, admin: User) -> None:
        signed_in(admin).post("/people/", {"email": "second@example.com", "administrator": "on"})
        assert User.objects.get(email="second@example.com").is_superuser
        helper = UserFactory.create(is_staff=True)
        signed_in(helper).post("/people/", {"email": "third@example.com", "administrator": "on"})
        assert not User.objects.filter(email="third@example.com").exists()

    def test_is_for_administrators(self, ana: User) -> None:
        assert signed_in(ana).get("/people/").status_code == 403
        assert signed_in(ana).post("/people/", {"email": "x@example.com"}).status_code == 403
        assert Client().get("/people/")["Location"].startswith("/accounts/login/")
        assert not User.objects.filter(email="x@example.com").exists()


class TestAccounts:
    def test_a_closed_account_cannot_be_used_and_can_be_opened_again(self, admin: User, ana: User) -> None:
        client, theirs = signed_in(admin), signed_in(ana)
        response = client.post(reverse("jobspecs:person_close", args=[ana.pk]), follow=True)
        assert f'action="{reverse("jobspecs:person_open", args=[ana.pk])}"' in html_of(response)
        assert theirs.get("/").status_code == 302
        client.post(reverse("jobspecs:person_open", args=[ana.pk]))
        assert signed_in(ana).get("/").status_code == 200

    def test_nobody_closes_their_own(self, admin: User) -> None:
        response = signed_in(admin).post(reverse("jobspecs:person_close", args=[admin.pk]), follow=True)
        assert "You cannot close your own account." in text_of(response)
        admin.refresh_from_db()
        assert admin.is_active

    @pytest.mark.parametrize("name", ["person_close", "person_link"])
    def test_nobody_reaches_above_themselves(self, admin: User, name: str) -> None:
        helper = UserFactory.create(is_staff=True)
        response = signed_in(helper).post(reverse(f"jobspecs:{name}", args=[admin.pk]))
        assert response.status_code == 403
        assert "password/reset/key" not in html_of(response)
        admin.refresh_from_db()
        assert admin.is_active

    def test_another_link_is_for_who_lost_theirs(self, admin: User, ana: User) -> None:
        response = signed_in(admin).post(reverse("jobspecs:person_link", args=[ana.pk]))
        # The end of a link is a time in seconds and a signature over it: made a moment later, it differs.
        assert link_in(response).rsplit("-", 2)[0] == password_link(ana).rsplit("-", 2)[0]

    @pytest.mark.parametrize("count", [1, 3])
    def test_the_list_costs_three_queries(
        self, admin: User, count: int, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        for _ in range(count):
            make_spec()
        client = signed_in(admin)
        with django_assert_num_queries(3):  # session, member, people
            client.get("/people/")


class TestMembersOfASpec:
    def test_an_owner_adds_somebody_who_has_an_account(self, spec: JobSpec, ana: User) -> None:
        ben = UserFactory.create(name="Ben")
        response = signed_in(ana).post(members_url(spec), {"email": ben.email, "role": "editor"}, follow=True)
        assert "Ben is now editor of this job spec." in text_of(response)
        assert 'id="link"' not in html_of(response)
        assert Membership.objects.get(job_spec=spec, user=ben).role == Role.EDITOR

    def test_and_somebody_who_has_none_with_a_link(self, spec: JobSpec, ana: User) -> None:
        response = signed_in(ana).post(members_url(spec), {"email": "nia@example.com", "role": "reviewer"})
        nia = User.objects.get(email="nia@example.com")
        # The end of a link is a time in seconds and a signature over it: made a moment later, it differs.
        assert link_in(response).rsplit("-", 2)[0] == password_link(nia).rsplit("-", 2)[0]
        assert not nia.is_staff

    def test_no_link_for_an_account_that_somebody_else_made(self, spec: JobSpec, ana: User, admin: User) -> None:
        """An owner must not become the administrator who has been invited and has no password yet."""
        operations.invite_member(email="second@example.com", by=admin, administrator=True)
        response = signed_in(ana).post(members_url(spec), {"email": "second@example.com", "role": "reviewer"}, follow=True)
        assert "second@example.com is now reviewer" in text_of(response)
        assert 'id="link"' not in html_of(response)

    @pytest.mark.parametrize(
        ("email", "said"), [("ana", "is owner of this spec already"), ("closed", "is closed"), ("no address", "valid email")]
    )
    def test_what_cannot_be_is_told_at_the_field(self, spec: JobSpec, ana: User, email: str, said: str) -> None:
        known = {"ana": ana.email, "closed": UserFactory.create(is_active=False).email}
        response = signed_in(ana).post(members_url(spec), {"email": known.get(email, email), "role": "editor"})
        assert said in text_of(response)
        assert spec.memberships.count() == 1

    @pytest.mark.parametrize("role", [Role.EDITOR, Role.REVIEWER])
    def test_others_read_and_change_nothing(self, spec: JobSpec, role: Role) -> None:
        member = make_member(spec, role)
        client = signed_in(member)
        page = client.get(members_url(spec))
        assert "Ana" in text_of(page)
        assert "<select" not in html_of(page)
        mine = Membership.objects.get(user=member)
        assert client.post(members_url(spec), {"email": "x@example.com", "role": "owner"}).status_code == 403
        assert client.post(reverse("jobspecs:members_role", args=[spec.pk, mine.pk]), {"role": "owner"}).status_code == 403
        assert client.post(reverse("jobspecs:members_remove", args=[spec.pk, mine.pk])).status_code == 403
        mine.refresh_from_db()
        assert mine.role == role

    def test_a_stranger_gets_404(self, spec: JobSpec) -> None:
        stranger = signed_in(UserFactory.create())
        membership = spec.memberships.get()
        assert stranger.get(members_url(spec)).status_code == 404
        assert stranger.post(members_url(spec)).status_code == 404
        assert stranger.post(reverse("jobspecs:members_remove", args=[spec.pk, membership.pk])).status_code == 404

    def test_a_membership_of_another_spec_is_404(self, spec: JobSpec, ana: User) -> None:
        other = make_spec().memberships.get()
        assert signed_in(ana).post(reverse("jobspecs:members_remove", args=[spec.pk, other.pk])).status_code == 404
        assert Membership.objects.filter(pk=other.pk).exists()

    def test_the_last_owner_stays(self, spec: JobSpec, ana: User) -> None:
        mine = spec.memberships.get()
        client = signed_in(ana)
        for name, data in (("members_remove", {}), ("members_role", {"role": "reviewer"})):
            response = client.post(reverse(f"jobspecs:{name}", args=[spec.pk, mine.pk]), data, follow=True)
            assert "A spec needs an owner." in text_of(response)
        mine.refresh_from_db()
        assert mine.role == Role.OWNER

    def test_who_leaves_goes_to_the_list(self, spec: JobSpec, ana: User) -> None:
        make_member(spec, Role.OWNER)
        mine = spec.memberships.get(user=ana)
        response = signed_in(ana).post(reverse("jobspecs:members_remove", args=[spec.pk, mine.pk]))
        assert response["Location"] == "/"

    def test_the_history_knows_who_gave_and_took_a_role(self, spec: JobSpec, ana: User) -> None:
        membership, _ = operations.add_member(job_spec=spec, email="ben@example.com", role=Role.REVIEWER, by=ana)
        operations.change_role(membership=membership, role=Role.EDITOR, by=ana)
        operations.remove_member(membership=membership, by=ana)
        events = Membership.pgh_event_model.objects.filter(user=membership.user).order_by("pgh_id")  # type: ignore[attr-defined]
        assert [(e.pgh_label, e.role, e.pgh_context.metadata["user"]) for e in events] == [
            ("insert", "reviewer", str(ana.pk)),
            ("update", "editor", str(ana.pk)),
            ("delete", "editor", str(ana.pk)),
        ]

    def test_the_history_knows_an_accounts_changes_and_neither_password_nor_sign_ins(self, admin: User, ana: User) -> None:
        events = User.pgh_event_model.objects.filter(pgh_obj=ana).order_by("pgh_id")  # type: ignore[attr-defined]
        signed_in(ana)
        ana.set_password("another one, and long")
        ana.save()
        operations.close_account(user=ana, by=admin)
        assert [(event.pgh_label, event.is_active) for event in events] == [("insert", True), ("update", False)]
        assert not {"password", "last_login"} & {field.name for field in events.model._meta.get_fields()}

    @pytest.mark.parametrize("count", [1, 3])
    def test_the_page_costs_five_queries(
        self, spec: JobSpec, ana: User, count: int, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        for _ in range(count):
            make_member(spec, Role.REVIEWER)
        client = signed_in(ana)
        with django_assert_num_queries(5):  # session, member, spec, memberships, addresses
            client.get(members_url(spec))


@pytest.mark.django_db(transaction=True)
def test_two_owners_who_remove_each_other_leave_one() -> None:
    spec = make_spec()
    make_member(spec, Role.OWNER)

    def attempt(membership: Membership) -> str:
        try:
            operations.remove_member(membership=membership, by=membership.user)
            return "removed"
        except operations.LastOwner:
            return "told"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as workers:
        assert sorted(workers.map(attempt, list(spec.memberships.select_related("user")))) == ["removed", "told"]
    assert spec.memberships.count() == 1


class TestOrganisation:
    def test_says_what_is_missing(self, admin: User) -> None:
        words = text_of(signed_in(admin).get("/organisation/"))
        assert "No invitation goes out yet" in words
        assert "the name of the organisation, a human contact, the contact's email, another way to take part" in words
        OrganisationFactory.create(alternative_route="")
        words = text_of(signed_in(admin).get("/organisation/"))
        assert "Still missing: another way to take part." in words

    def test_is_saved_with_its_history(self, admin: User) -> None:
        response = signed_in(admin).post("/organisation/", COMPLETE, follow=True)
        assert "Complete: candidates can be invited." in text_of(response)
        saved = Organisation.objects.get()
        assert {name: getattr(saved, name) for name in COMPLETE} == COMPLETE
        assert saved.is_complete
        save_organisation(by=admin, **{**COMPLETE, "retention_days": 30})
        event = Organisation.pgh_event_model.objects.latest("pgh_id")  # type: ignore[attr-defined]
        assert (event.retention_days, event.pgh_context.metadata["user"]) == (30, str(admin.pk))

    @pytest.mark.parametrize("name", list(COMPLETE))
    def test_each_field_is_needed_and_the_others_stay_typed(self, admin: User, name: str) -> None:
        response = signed_in(admin).post("/organisation/", {**COMPLETE, name: ""})
        assert list(response.context["form"].errors) == [name]
        kept = "contact_name" if name != "contact_name" else "name"
        assert f'value="{COMPLETE[kept]}"' in html_of(response)
        assert not Organisation.objects.exists()

    def test_is_for_administrators(self, ana: User) -> None:
        assert signed_in(ana).get("/organisation/").status_code == 403
        assert signed_in(ana).post("/organisation/", COMPLETE).status_code == 403
        assert not Organisation.objects.exists()
