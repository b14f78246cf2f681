"""Fills an empty installation with the demo, by the operations that people's clicks use, in the order of time.

Everything comes in one transaction: a demo is there whole or not at all. What the operations date with "now" is dated
back afterwards, where it is no sealed row; sealed rows are given their time as an import gives it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from interviews.choices import Declared, RequestKind
from interviews.consent import terms_for
from interviews.models import Answer, CandidateRequest, Interview, Invitation
from interviews.operations import answering, endings, invitations
from interviews.operations.declaring import Said, declare
from interviews.operations.identifying import identify
from interviews.operations.requests import ask
from interviews.queries.declarations import must_haves_of
from jobspecs.choices import Role
from jobspecs.models import JobSpec, Organisation, User
from jobspecs.operations.people import add_member
from jobspecs.operations.specs import SpecContent, ask_self_identification, confirm_questions, create_spec
from jobspecs.operations.versions import CompetencyWording, MustHaveLine, WeightGiven, confirm_rubric, replace_weights
from scoring.choices import Outcome, Shown
from scoring.demo.around import DemoRequest, around_of
from scoring.demo.content import load_all
from scoring.demo.shapes import DemoCandidate, DemoSpec, DemoVersion
from scoring.models import GradingOrder
from scoring.operations import grading
from scoring.operations.disclosing import disclose
from scoring.operations.evaluating import evaluation_of
from scoring.operations.judging import RatingGiven, decide, rate
from scoring.operations.rollups import recompute_rollup

MANAGER, ADMIN = "manager@example.com", "admin@example.com"
AUDITOR, RATER = "auditor@example.com", "rater@example.com"


class NotEmpty(Exception):
    """There are specs or members already; the demo is for an empty database."""


@dataclass(frozen=True)
class Event:
    """Something that happened some days ago."""

    days_ago: float
    happen: Callable[[], None]


@transaction.atomic
def load_demo(*, password: str) -> list[JobSpec]:
    """Make the organisation, three members, an auditor, two specs and who was invited. Raises NotEmpty, ContentError."""
    if User.objects.exists() or JobSpec.objects.exists():
        raise NotEmpty("The demo goes into an empty database, and this one has members or job specs.")
    admin = User.objects.create_superuser(ADMIN, password, name="Ada Admin")
    manager = User.objects.create_user(MANAGER, password, name="Ana Sorrel")
    User.objects.create_user(RATER, password, name="Ines Holloway")
    User.objects.create_user(AUDITOR, password, name="Olu Tarn", is_auditor=True)
    organisation = Organisation.objects.create(
        name="Pedalwick",
        contact_name="Ana Sorrel",
        contact_email="ana.sorrel@example.com",
        alternative_route="Write to Ana or call her: she asks the same questions on the telephone and writes your answers down.",
    )
    return [Loading(spec, manager, organisation).run(seen_by=(manager, admin)) for spec in load_all()]


class Loading:
    """One demo spec on its way into the database."""

    def __init__(self, demo: DemoSpec, manager: User, organisation: Organisation) -> None:
        self.demo, self.manager, self.organisation = demo, manager, organisation
        self.around = around_of(demo)
        self.rater = User.objects.get(email=RATER)
        self.now = timezone.now()
        self.spec = self._create()
        self.interviews: dict[str, Interview] = {}
        self.invitations: dict[str, Invitation] = {}

    def run(self, *, seen_by: Sequence[User]) -> JobSpec:
        """Let everything happen in its order. Where somebody has decided these people see the scores; elsewhere they are blind,
        so that a newcomer finds both.
        """
        for user in seen_by if any(candidate.decision for candidate in self.demo.candidates) else ():
            disclose(user=user, job_spec=self.spec, what=Shown.SCORES)
        if self.around.rated:
            add_member(job_spec=self.spec, email=RATER, role=Role.REVIEWER, by=self.manager)
        for event in sorted(self._events(), key=lambda event: -event.days_ago):
            event.happen()
        recompute_rollup(spec_id=self.spec.pk)
        return self.spec

    def at(self, days_ago: float) -> datetime:
        return self.now - timedelta(days=days_ago)

    def _create(self) -> JobSpec:
        first = self.demo.versions[0]
        content = SpecContent(
            title=self.demo.title,
            level=self.demo.level,
            description=self.demo.description,
            wordings=[CompetencyWording(c.key, c.name, c.definition, c.for_this_role, c.anchors) for c in self.demo.competencies],
            weights={key: WeightGiven(value) for key, value in first.weights.items()},
            must_haves=[MustHaveLine(line.kind, line.text) for line in self.demo.must_haves],
            questions={
                position: [q.question for q in self.demo.questions if q.kind == kind]
                for position, kind in ((1, "written"), (2, "voice"))
            },
        )
        fields: dict[str, Any] = {"created_at": self.at(first.days_ago)}
        if self.demo.id:
            fields["id"] = self.demo.id
        spec = create_spec(content=content, by=self.manager, imported_tag=first.tag, **fields)
        if spec.current_version is None:
            raise RuntimeError("a spec that was just made has a version")
        if self.demo.asks_self_identification:
            ask_self_identification(job_spec=spec, asks=True, by=self.manager)
        confirm_questions(job_spec=spec, by=self.manager)
        confirm_rubric(rubric=spec.current_version.rubric, by=self.manager)
        return spec

    def _events(self) -> Iterator[Event]:
        for version in self.demo.versions[1:]:
            yield Event(version.days_ago, lambda version=version: self._change_weights(version))  # type: ignore[misc]  # bound by its default
        for candidate in self.demo.candidates:
            happenings = {
                "invited": self._invite,
                "begun": self._begin,
                "submitted": self._submit,
                "withdrawn": self._withdraw,
            }
            for name, happening in happenings.items():
                if name in candidate.days_ago:
                    yield Event(
                        candidate.days_ago[name],
                        lambda happening=happening, candidate=candidate: happening(candidate),  # type: ignore[misc]  # likewise
                    )
            if candidate.decision:
                yield Event(candidate.decision.days_ago, lambda candidate=candidate: self._decide(candidate))  # type: ignore[misc]  # likewise

        for asked in self.around.asked:
            yield Event(asked.days_ago, lambda asked=asked: self._ask(asked))  # type: ignore[misc]  # likewise

    def _change_weights(self, version: DemoVersion) -> None:
        replace_weights(
            job_spec=self.spec,
            base=version.number - 1,
            weights=version.weights,
            reason=version.reason,
            by=self.manager,
            imported_at=self.at(version.days_ago),
        )

    def _invite(self, candidate: DemoCandidate) -> None:
        person = invitations.Person(candidate.name, candidate.email)
        invitation = invitations.invite(job_spec=self.spec, people=[person], by=self.manager).new[0]
        invited = self.at(candidate.days_ago["invited"])
        ends = invited + timedelta(days=self.organisation.invitation_days)
        if candidate.state != "expired":
            ends = max(ends, self.now + timedelta(days=9))  # who is still at it has time left
        Invitation.objects.filter(pk=invitation.pk).update(created_at=invited, expires_at=ends)
        self.invitations[candidate.email] = Invitation.objects.select_related("job_spec", "candidate").get(pk=invitation.pk)

    def _begin(self, candidate: DemoCandidate) -> None:
        invitation = self.invitations[candidate.email]
        begun = self.at(candidate.days_ago["begun"])
        digest = terms_for(invitation, self.organisation).digest
        interview = answering.begin(invitation=invitation, consent_hash=digest, by=invitation.candidate)
        Invitation.objects.filter(pk=invitation.pk).update(opened_at=begun)
        Interview.objects.filter(pk=interview.pk).update(begun_at=begun)
        self.interviews[candidate.email] = interview
        self._declare(candidate, interview, begun)
        self._answer(candidate, interview, begun)

    def _declare(self, candidate: DemoCandidate, interview: Interview, begun: datetime) -> None:
        given = self.around.declared.get(candidate.name)
        if given is None:
            return
        said = [Said(Declared(one.said), one.line) for one in given]
        lines = dict(zip(must_haves_of(self.spec), said, strict=True))
        declare(interview=interview, said=lines, go_on=True, by=interview.candidate)
        interview.declarations.update(declared_at=begun)
        Interview.objects.filter(pk=interview.pk).update(declared_at=begun)

    def _answer(self, candidate: DemoCandidate, interview: Interview, begun: datetime) -> None:
        for position, given in enumerate(candidate.answers, start=1):
            if given.state == "not_reached":
                continue
            answer = answering.pass_question(
                interview=interview,
                position=position,
                save=answering.Save(text=given.text or ""),
                by=interview.candidate,
                without_answer=not given.text,
            )
            if given.state == "technical":
                endings.mark_technical(answer=answer, reason=given.note, by=self.manager)
            passed = begun + timedelta(minutes=6 * position)
            Answer.objects.filter(pk=answer.pk).update(passed_at=passed, saved_at=passed)

    def _submit(self, candidate: DemoCandidate) -> None:
        interview = self.interviews[candidate.email]
        unanswered = range(1, len(candidate.answers) + 1)
        answering.submit(interview=interview, left_unanswered=unanswered, by=interview.candidate)
        Interview.objects.filter(pk=interview.pk).update(submitted_at=self.at(candidate.days_ago["submitted"]))
        order = GradingOrder.objects.get(interview=interview)
        grading.grade(order_id=order.pk)
        if candidate.about_you:
            said = {"sex": "", "race_ethnicity": "", **candidate.about_you}
            identify(interview=interview, by=interview.candidate, **said)
        self._rate(candidate, interview)

    def _rate(self, candidate: DemoCandidate, interview: Interview) -> None:
        """A second person rates some, before they are shown a score."""
        levels = self.around.rated.get(candidate.name)
        if levels is not None:
            keys = dict(interview.rubric.rows.values_list("competency__key", "competency_id"))
            given = zip(self.demo.competencies, levels, strict=True)
            rate(interview=interview, ratings={keys[one.key]: RatingGiven(level) for one, level in given}, by=self.rater)

    def _ask(self, asked: DemoRequest) -> None:
        email = next(candidate.email for candidate in self.demo.candidates if candidate.name == asked.name)
        interview = self.interviews[email]
        made = ask(interview=interview, kind=RequestKind(asked.kind), text=asked.text, by=interview.candidate)
        CandidateRequest.objects.filter(pk=made.pk).update(made_at=self.at(asked.days_ago))

    def _withdraw(self, candidate: DemoCandidate) -> None:
        interview = self.interviews[candidate.email]
        endings.withdraw(interview=interview, by=interview.candidate)
        Interview.objects.filter(pk=interview.pk).update(withdrawn_at=self.at(candidate.days_ago["withdrawn"]))

    def _decide(self, candidate: DemoCandidate) -> None:
        interview, decision = self.interviews[candidate.email], candidate.decision
        if decision is not None:
            decide(
                interview=interview,
                outcome=Outcome(decision.outcome),
                reason=decision.reason,
                seen=evaluation_of(interview.pk),
                by=self.manager,
                imported_at=self.at(decision.days_ago),
            )
