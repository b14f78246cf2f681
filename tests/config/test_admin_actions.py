"""What people do in the administration: edits with their history, and actions by the operations."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from interviews.models import Candidate, Interview, Invitation, Mail
from jobspecs.choices import Role
from jobspecs.models import Draft, JobSpec, Membership, Organisation, Round, User, Version
from jobspecs.operations import drafts
from scoring.models import Grading, GradingOrder, Run
from scoring.operations import orders
from tests.factories import OrganisationFactory, UserFactory, make_member, make_spec
from tests.factories.interviews import CandidateFactory, make_interview, make_invitation
from tests.factories.scoring import completed, make_grading


def address(model: type[Model], page: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.fixture
def superuser(db: None) -> User:
    return User.objects.create_superuser("ada@example.com", "quite a secret")


@pytest.fixture
def page(client: Client, superuser: User) -> Client:
    client.force_login(superuser)
    return client


def act(client: Client, model: type[Model], action: str, *rows: Model) -> str:
    """Run an action from the list; what the list then says."""
    chosen = {"action": action, "_selected_action": [str(row.pk) for row in rows]}
    response = client.post(address(model, "changelist"), chosen, follow=True)
    assert response.status_code == 200
    return " ".join(str(message) for message in response.context["messages"])


@pytest.mark.django_db
class TestMembers:
    @pytest.mark.parametrize(("usable", "password"), [("true", "a secret of mine"), ("false", "")])
    def test_one_is_added_with_a_password_or_without(self, page: Client, usable: str, password: str) -> None:
        given = {"email": "new@example.com", "name": "New", "usable_password": usable}
        response = page.post(address(User, "add"), given | {"password1": password, "password2": password}, follow=True)
        user = User.objects.get(email="new@example.com")
        assert user.has_usable_password() is (usable == "true")
        assert (reverse("jobspecs:people") in " ".join(map(str, response.context["messages"]))) is (usable == "false")

    def test_an_address_in_other_letters_is_refused_in_words(self, page: Client) -> None:
        given = {"email": "ADA@example.com", "name": "", "usable_password": "false", "password1": "", "password2": ""}
        response = page.post(address(User, "add"), given)
        assert "Somebody has an account with this address already." in response.content.decode()
        assert "Constraint" not in response.content.decode()

    def test_nobody_deletes_one(self, page: Client, superuser: User) -> None:
        assert page.post(address(User, "delete", UserFactory.create().pk), {"post": "yes"}).status_code == 403

    def test_nobody_locks_themselves_out(self, page: Client, superuser: User) -> None:
        page.post(address(User, "change", superuser.pk), {"email": superuser.email, "name": "Ada"})
        superuser.refresh_from_db()
        assert (superuser.name, superuser.is_active, superuser.is_superuser) == ("Ada", True, True)

    def test_nobody_reaches_above_themselves(self, client: Client, superuser: User) -> None:
        staff = UserFactory.create(is_staff=True)
        staff.user_permissions.add(*Permission.objects.filter(codename__in=["view_user", "change_user"]))
        client.force_login(staff)
        taken = {"password1": "taken over now", "password2": "taken over now", "usable_password": "true"}
        assert client.post(reverse("admin:auth_user_password_change", args=[superuser.pk]), taken).status_code == 403
        client.post(address(User, "change", staff.pk), {"email": staff.email, "is_superuser": "on"})
        staff.refresh_from_db()
        assert not staff.is_superuser


def last_event(name: str) -> Any:
    from django.apps import apps

    return apps.get_model(name)._default_manager.select_related("pgh_context").latest("pgh_id")


@pytest.mark.django_db
class TestMembershipsAndHistory:
    def test_a_new_role_is_in_the_history_with_who_and_where(self, page: Client, superuser: User) -> None:
        spec, user = make_spec(), UserFactory.create()
        page.post(address(Membership, "add"), {"user": user.pk, "job_spec": str(spec.pk), "role": "reviewer"})
        event = last_event("jobspecs.MembershipEvent")
        assert (event.user_id, event.role) == (user.pk, "reviewer")
        assert event.pgh_context.metadata == {"user": str(superuser.pk), "route": "admin:jobspecs_membership_add"}
        shown = page.get(reverse("admin:jobspecs_membershipevent_changelist")).content.decode()
        assert superuser.email in shown
        assert "admin:jobspecs_membership_add" in shown

    def test_a_role_is_changed_and_taken(self, page: Client) -> None:
        spec = make_spec()
        member = Membership.objects.get(job_spec=spec, user=make_member(spec, Role.REVIEWER))
        page.post(address(Membership, "change", member.pk), {"role": "editor"})
        member.refresh_from_db()
        assert member.role == Role.EDITOR
        page.post(address(Membership, "delete", member.pk), {"post": "yes"})
        assert not Membership.objects.filter(pk=member.pk).exists()
        assert last_event("jobspecs.MembershipEvent").pgh_label == "delete"
        history = page.get(reverse("admin:jobspecs_membershipevent_changelist"), {"pgh_obj": str(member.pk)})
        assert history.context["cl"].result_count == 3

    def test_the_last_owner_stays(self, page: Client) -> None:
        owner = make_spec().memberships.get()
        for url, given in (("change", {"role": "editor"}), ("delete", {"post": "yes"})):
            response = page.post(address(Membership, url, owner.pk), given, follow=True)
            assert "A spec needs an owner" in response.content.decode()
        owner.refresh_from_db()
        assert owner.role == Role.OWNER

    def test_roles_are_given_on_the_page_of_a_spec(self, page: Client) -> None:
        spec, user = make_spec(), UserFactory.create()
        rows = {"memberships-0-user": user.pk, "memberships-0-role": "editor"}
        assert page.post(address(JobSpec, "change", spec.pk), spec_form(spec) | rows).status_code == 302
        assert Membership.objects.get(job_spec=spec, user=user).role == Role.EDITOR


def inline(name: str, extra: int = 0) -> dict[str, int]:
    return {f"{name}-TOTAL_FORMS": extra, f"{name}-INITIAL_FORMS": 0}


def spec_form(spec: JobSpec, **changed: Any) -> dict[str, Any]:
    fields = {name: getattr(spec, name) or "" for name in ("title", "level", "language", "status", "description")}
    managed = inline("memberships", extra=1) | inline("versions")
    return fields | {"grading_engine": "", "retention_days": "", "recording_days": ""} | managed | changed


@pytest.mark.django_db
class TestSpecs:
    def test_an_edit_is_in_the_history(self, page: Client, superuser: User) -> None:
        spec = make_spec()
        page.post(address(JobSpec, "change", spec.pk), spec_form(spec, title="Bicycle Fitter", grading_engine="offline"))
        event = last_event("jobspecs.JobSpecEvent")
        assert (event.title, event.grading_engine) == ("Bicycle Fitter", "offline")
        assert event.pgh_context.metadata["user"] == str(superuser.pk)
        assert event.pgh_context.metadata["route"] == "admin:jobspecs_jobspec_change"

    def test_an_edit_writes_no_column_it_did_not_change(self, page: Client) -> None:
        spec = make_spec()
        with CaptureQueriesContext(connection) as queries:
            page.post(address(JobSpec, "change", spec.pk), spec_form(spec, title="Bicycle Fitter"))
        (update,) = [query["sql"] for query in queries if 'UPDATE "jobspecs_jobspec"' in query["sql"]]
        assert "current_version_id" not in update

    def test_an_engine_that_is_not_set_up_is_refused(self, page: Client) -> None:
        spec = make_spec()
        JobSpec.objects.filter(pk=spec.pk).update(grading_engine="gone")
        for name in ("gone", "made up"):
            response = page.post(address(JobSpec, "change", spec.pk), spec_form(spec, grading_engine=name))
            assert response.status_code == 200
        assert (
            "no longer set up"
            in page.post(address(JobSpec, "change", spec.pk), spec_form(spec, grading_engine="gone")).content.decode()
        )
        spec.refresh_from_db()
        assert spec.grading_engine == "gone"

    @pytest.mark.parametrize(("words", "status"), [("400", 302), ("49", 200), ("", 200)])
    def test_limits_of_a_round_can_be_set_within_reason(self, page: Client, words: str, status: int) -> None:
        first = make_spec().rounds.get(position=1)
        response = page.post(address(Round, "change", first.pk), {"minutes_each": 4, "most_words": words})
        assert response.status_code == status
        assert "Constraint" not in response.content.decode()
        first.refresh_from_db()
        assert first.most_words == (400 if status == 302 else 600)

    @pytest.mark.parametrize("model", [Version, Grading])
    def test_what_is_sealed_is_to_look_at(self, page: Client, model: type[Model]) -> None:
        make_grading(completed(make_spec()))
        row = model._default_manager.get()
        assert page.post(address(model, "change", row.pk), {"tag": "v9-ABCDEF"}).status_code == 403
        assert page.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403

    def test_a_spec_has_its_own_days_for_recordings(self, page: Client) -> None:
        spec = make_spec()
        assert page.post(address(JobSpec, "change", spec.pk), spec_form(spec, recording_days="0")).status_code == 200
        assert page.post(address(JobSpec, "change", spec.pk), spec_form(spec, recording_days="14")).status_code == 302
        spec.refresh_from_db()
        assert (spec.recording_days, spec.retention_days) == (14, None)

    def test_the_organisation_is_edited_with_its_history(self, page: Client, superuser: User) -> None:
        OrganisationFactory.create()
        given = {
            "name": "Northlight",
            "contact_name": "Ida",
            "contact_email": "ida@example.org",
            "alternative_route": "Call Ida.",
            "retention_days": 90,
            "recording_days": 30,
            "invitation_days": 7,
        }
        assert page.post(address(Organisation, "change", 1), given).status_code == 302
        assert Organisation.objects.values(*given).get() == given
        assert last_event("jobspecs.OrganisationEvent").pgh_context.metadata["user"] == str(superuser.pk)
        for days in ("retention_days", "recording_days"):
            assert page.post(address(Organisation, "change", 1), given | {days: 0}).status_code == 200
        assert page.get(address(Organisation, "add")).status_code == 403

    def test_a_stopped_draft_is_drafted_again(self, page: Client, superuser: User) -> None:
        stopped = drafts.start_draft(description="We mend bicycles.", by=superuser)
        Draft.objects.filter(pk=stopped.pk).update(state="failed", error="It rained.")
        waiting = drafts.start_draft(description="We mend bicycles.", by=superuser)
        said = act(page, Draft, "draft_again", stopped, waiting)
        assert "Sent again: 1." in said
        assert "Left as they are: 1 (nothing to do)." in said
        stopped.refresh_from_db()
        assert (stopped.state, stopped.error) == ("queued", "")


@pytest.mark.django_db
class TestCandidates:
    def test_erasing_asks_first_and_leaves_no_name_in_any_log(self, page: Client, superuser: User) -> None:
        person = CandidateFactory.create(name="Wilhelmina Quist", email="wq@example.com")
        make_interview(make_spec(), candidate=person, answers={1: "I mended it."}, submitted=True)
        edited = {"name": "Wilhelmina Quist-Berg", "email": "wq@example.com"}
        page.post(address(Candidate, "change", person.pk), edited | inline("invitations"))
        assert Candidate.objects.get().name == "Wilhelmina Quist-Berg"
        assert [entry.object_repr for entry in LogEntry.objects.all()] == [f"candidate {person.pk}"]
        asking = page.post(address(Candidate, "changelist"), {"action": "erase", "_selected_action": [str(person.pk)]})
        confirm = page.get(asking["Location"]).content.decode()
        assert "What goes, for good" in confirm
        assert "Wilhelmina Quist-Berg" in confirm
        assert Candidate.objects.get().erased_at is None, "asking erases nobody"
        page.post(asking["Location"], follow=True)
        erased = Candidate.objects.get()
        assert erased.erased_at
        assert erased.erasures.get().erased_by == superuser
        log = " ".join(f"{entry.object_repr} {entry.change_message}" for entry in LogEntry.objects.all())
        assert "Quist" not in log
        assert "Erased." in log
        assert page.get(asking["Location"]).status_code == 404

    def test_a_legal_hold_stops_it_until_it_is_lifted(self, page: Client) -> None:
        person = CandidateFactory.create()
        hold = f"{reverse('admin:interviews_candidate_hold')}?id={person.pk}"
        erase = f"{reverse('admin:interviews_candidate_erase')}?id={person.pk}"
        assert "This field is required" in page.post(hold, {"reason": " "}).content.decode()
        page.post(hold, {"reason": "Claim 12 of 2026"})
        assert "on legal hold: Claim 12 of 2026" in page.get(erase).content.decode()
        said = page.post(erase, follow=True).content.decode()
        assert "On legal hold: Claim 12 of 2026" in said
        person.refresh_from_db()
        assert person.erased_at is None
        assert "Legal hold lifted: 1." in act(page, Candidate, "lift", person)
        page.post(erase)
        person.refresh_from_db()
        assert person.erased_at

    def test_an_erased_one_is_to_look_at_and_not_erased_twice(self, page: Client) -> None:
        person = CandidateFactory.create()
        page.post(f"{reverse('admin:interviews_candidate_erase')}?id={person.pk}")
        assert page.get(address(Candidate, "change", person.pk)).status_code == 200
        given = {"name": "Back", "email": "back@example.com"} | inline("invitations")
        assert page.post(address(Candidate, "change", person.pk), given).status_code == 403
        assert "erased already" in act(page, Candidate, "erase", person)

    def test_an_address_is_needed_and_said_so_in_words(self, page: Client) -> None:
        person = CandidateFactory.create()
        response = page.post(address(Candidate, "change", person.pk), {"name": "X", "email": ""} | inline("invitations"))
        assert "This field is required" in response.content.decode()

    @pytest.mark.parametrize("asked", ["", "?id=", "?id=x", "?id=00000000-0000-7000-8000-000000000000", "?id=%00"])
    def test_nobody_named_is_404(self, page: Client, asked: str) -> None:
        assert page.get(reverse("admin:interviews_candidate_erase") + asked).status_code == 404
        assert page.post(reverse("admin:interviews_candidate_hold") + asked, {"reason": "x"}).status_code == 404


@pytest.mark.django_db
class TestInvitationsAndMails:
    def test_a_link_is_expired_and_an_invitation_cancelled(self, page: Client, superuser: User) -> None:
        spec = make_spec()
        invitation, begun = make_invitation(spec), make_interview(spec).invitation
        assert "Expired: 1." in act(page, Invitation, "expire", invitation)
        assert "nothing to do" in act(page, Invitation, "expire", invitation)
        said = act(page, Invitation, "cancel", invitation, begun)
        assert "Cancelled: 1." in said
        assert "Withdraw it instead" in said
        invitation.refresh_from_db()
        assert invitation.cancelled_at
        assert invitation.expires_at < invitation.cancelled_at
        assert "its link ended with it" in act(page, Invitation, "expire", invitation)
        assert list(LogEntry.objects.order_by("pk").values_list("user", "change_message")) == [
            (superuser.pk, "Expired."),
            (superuser.pk, "Cancelled."),
        ]

    def test_mails_are_not_said_to_be_sent_where_there_is_no_server(self, page: Client) -> None:
        mail = Mail.objects.create(kind="invitation", invitation=make_invitation(), link_number=1, state="failed")
        assert "Email is not set up" in act(page, Mail, "send_again", mail)
        mail.refresh_from_db()
        assert mail.state == "failed"

    def test_a_stopped_mail_is_sent_again_unless_a_newer_one_is_on_its_way(self, page: Client, settings: Any) -> None:
        settings.EMAIL_IS_SET_UP = True
        first, second = make_invitation(), make_invitation()
        for invitation in (first, second):
            Mail.objects.filter(invitation=invitation).update(state="failed")
        Mail.objects.create(kind="invitation", invitation=second, link_number=2)
        said = act(page, Mail, "send_again", *Mail.objects.filter(state="failed"))
        assert "Sent again: 1." in said
        assert "Left as they are: 1" in said
        assert Mail.objects.get(invitation=first).state == "queued"


@pytest.mark.django_db
class TestGrading:
    def test_what_is_completed_is_graded_again(self, page: Client) -> None:
        spec = make_spec()
        done, running = completed(spec), make_interview(spec)
        make_grading(done)
        said = act(page, Interview, "grade_again", done, running)
        assert "Ordered to be graded: 1." in said
        assert "Only a completed interview can be graded" in said
        assert GradingOrder.objects.filter(interview=done, state="queued").count() == 1

    def test_a_stopped_order_is_tried_again_once(self, page: Client) -> None:
        done = completed(make_spec())
        order = GradingOrder.objects.get(interview=done)
        GradingOrder.objects.filter(pk=order.pk).update(state="failed", error="The provider was away.")
        assert "Ordered again: 1." in act(page, GradingOrder, "try_again", order)
        act(page, GradingOrder, "try_again", order)
        assert GradingOrder.objects.filter(interview=done, state="queued").count() == 1
        order.refresh_from_db()
        assert order.error == "The provider was away."

    def test_an_order_of_a_withdrawn_interview_stays_taken_back(self, page: Client) -> None:
        from interviews.operations.endings import withdraw

        done = completed(make_spec())
        withdraw(interview=done, by=UserFactory.create())
        order = GradingOrder.objects.get(interview=done)
        assert "Only a completed interview can be graded" in act(page, GradingOrder, "try_again", order)
        order.refresh_from_db()
        assert order.state == "cancelled"

    def test_a_run_is_cancelled_once(self, page: Client, superuser: User) -> None:
        spec = make_spec()
        make_grading(completed(spec))
        run = orders.order_run(job_spec=spec, by=superuser, again=True)
        assert "Cancelled: 1." in act(page, Run, "cancel", run)
        assert "nothing to do" in act(page, Run, "cancel", run)
        assert list(run.orders.values_list("state", flat=True)) == ["cancelled"]
