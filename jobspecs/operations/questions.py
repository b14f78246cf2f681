"""Questions: worded anew, moved, retired, added. Wordings are kept; interviews that have begun keep theirs."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

import structlog
from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Now

from config import work
from config.llm import Meter
from jobspecs.choices import Origin
from jobspecs.drafting.base import spans_of
from jobspecs.engines import question_engine
from jobspecs.models import Competency, JobSpec, Question, QuestionOrder, QuestionRevision, Round, User
from jobspecs.operations.calls import keep_calls, meter_for
from jobspecs.operations.specs import confirm_questions, revise
from jobspecs.operations.versions import SpecArchived, weights_of
from jobspecs.questions.base import Brief, BriefCompetency, Guide, QuestionsFailed, WrittenQuestion
from jobspecs.signals import questions_changed

log = structlog.get_logger(__name__)


class QuestionChanged(Exception):
    """Somebody worded the question anew in the meantime; `current` is their wording."""

    def __init__(self, current: QuestionRevision) -> None:
        super().__init__("Somebody else has changed this question in the meantime. Compare, then save again.")
        self.current = current


class LastQuestion(Exception):
    """A round cannot be left without a question."""


class QuestionsNotRead(Exception):
    """The questions are no longer those that were read."""


def not_archived(spec: JobSpec) -> None:
    """Raises SpecArchived."""
    if spec.is_archived:
        raise SpecArchived("This job spec is archived. Bring it back before you change it.")


def _tell(round_: Round) -> None:
    """Those above hear that other questions are asked now, or the same in another order."""
    questions_changed.send(JobSpec, job_spec=round_.job_spec)


def _revise(question: Question, written: WrittenQuestion, origin: Origin, by: User | None) -> QuestionRevision:
    revision = revise(question=question, written=written, origin=origin, by=by)
    _tell(question.round)
    return revision


def _locked_round(round_id: int) -> Round:
    """The round, held until the transaction ends. Raises SpecArchived."""
    round_ = Round.objects.select_for_update(no_key=True).get(pk=round_id)
    not_archived(round_.job_spec)  # a query of its own, after the wait
    return round_


@transaction.atomic
def reword_question(
    *,
    question: Question,
    base: int,
    text: str,
    probes: Sequence[str],
    competency: Competency | None,
    by: User,
    guide: Guide | None = None,
) -> QuestionRevision:
    """Give a question another wording by a person. `base` is the number of the wording that `by` looked at.

    Another `competency` makes the question measure that one from now on; interviews that have begun keep the old one. The
    question is the person's then, also where its words stay.
    Without a `guide` the old one stays. What changes nothing makes no wording. Raises QuestionChanged, SpecArchived.
    """
    locked, current = _locked_question(question)
    if current.number != base:
        raise QuestionChanged(current)
    is_turned = competency is not None and competency.pk != locked.competency_id
    if competency is not None and is_turned:
        locked.competency = competency
        locked.save(update_fields=["competency"])
    kept = Guide(current.strong, current.adequate, current.weak)
    written = WrittenQuestion("", text, tuple(probes), kept if guide is None else guide, spans_of(current.sources))
    if not is_turned and (written.text, list(written.probes), written.guide) == (current.text, current.probes, kept):
        return current
    return _revise(locked, written, Origin.PERSON, by)


@transaction.atomic
def reinstate_wording(*, question: Question, number: int, by: User) -> QuestionRevision:
    """Make an earlier wording the current one again, as a new revision; whose words it is stays as it was.

    Raises SpecArchived, and QuestionRevision.DoesNotExist where the question never had such a wording.
    """
    locked, current = _locked_question(question)
    earlier = locked.revisions.get(number=number)
    if earlier.number == current.number:
        return current
    guide = Guide(earlier.strong, earlier.adequate, earlier.weak)
    written = WrittenQuestion("", earlier.text, tuple(earlier.probes), guide, spans_of(earlier.sources))
    author = earlier.created_by if earlier.origin == Origin.PERSON else by
    return _revise(locked, written, Origin(earlier.origin), author)


def _locked_question(question: Question) -> tuple[Question, QuestionRevision]:
    """The question, held until the transaction ends, and its newest wording. Raises SpecArchived."""
    locked = Question.objects.select_for_update(no_key=True).get(pk=question.pk)
    not_archived(locked.round.job_spec)
    return locked, locked.revisions.latest("number")


@transaction.atomic
def add_question(
    *, round_: Round, competency: Competency, text: str, probes: Sequence[str], by: User, guide: Guide | None = None
) -> Question:
    """Put a person's question at the end of a round. Raises SpecArchived."""
    locked = _locked_round(round_.pk)
    last = locked.questions.filter(retired_at__isnull=True).count()
    question = Question.objects.create(round=locked, competency=competency, position=last + 1)
    written = WrittenQuestion(competency=competency.key, text=text, probes=tuple(probes), guide=guide or Guide())
    _revise(question, written, Origin.PERSON, by)
    return question


@transaction.atomic
def retire_question(*, question: Question, by: User) -> None:
    """Ask it of nobody any more. Raises LastQuestion, SpecArchived."""
    round_ = _locked_round(question.round_id)
    active = round_.questions.filter(retired_at__isnull=True)
    here = active.filter(pk=question.pk).first()
    if here is None:  # somebody else was quicker
        return
    if active.count() <= 1:
        raise LastQuestion("A round needs at least one question. Add another before you remove this one.")
    Question.objects.filter(pk=question.pk).update(retired_at=Now(), position=None)
    active.filter(position__gt=here.position).update(position=F("position") - 1)
    _tell(round_)


@transaction.atomic
def restore_question(*, question: Question, by: User) -> None:
    """Bring a retired question back, at the end of its round. Raises SpecArchived."""
    round_ = _locked_round(question.round_id)
    last = round_.questions.filter(retired_at__isnull=True).count()
    if Question.objects.filter(pk=question.pk, retired_at__isnull=False).update(retired_at=None, position=last + 1):
        _tell(round_)


@transaction.atomic
def move_question(*, question: Question, up: bool, by: User) -> None:
    """Let a question change places with its neighbour; at the end of the round nothing happens. Raises SpecArchived."""
    round_ = _locked_round(question.round_id)
    order = list(round_.questions.filter(retired_at__isnull=True).order_by("position"))
    here = next((index for index, other in enumerate(order) if other.pk == question.pk), None)
    there = -1 if here is None else here - 1 if up else here + 1
    if here is not None and 0 <= there < len(order):
        for moved, position in ((order[here], order[there].position), (order[there], order[here].position)):
            Question.objects.filter(pk=moved.pk).update(position=position)
        _tell(round_)


@transaction.atomic
def confirm_wordings(*, job_spec: JobSpec, read: Collection[UUID], by: User) -> None:
    """Note that `by` has read all questions; `read` are the ids of the wordings they were shown.

    Raises QuestionsNotRead when one of them has changed since, SpecArchived.
    """
    spec = JobSpec.objects.select_for_update(no_key=True).get(pk=job_spec.pk)
    not_archived(spec)
    active = Question.objects.filter(round__job_spec=spec, retired_at__isnull=True)
    if set(active.values_list("current_revision_id", flat=True)) != set(read):
        raise QuestionsNotRead("A question has changed since you opened this page. Read once more, then confirm.")
    confirm_questions(job_spec=spec, by=by)


def order_rewording(*, question: Question, by: User) -> QuestionOrder:
    """Have the engine write this question anew, in the background; an order that is open already is returned.

    Raises SpecArchived.
    """
    from jobspecs.tasks import write_question  # the task runs an operation of this module

    not_archived(question.round.job_spec)
    try:
        with transaction.atomic():
            order = QuestionOrder.objects.create(question=question, requested_by=by)
            write_question.send(order_id=str(order.pk))
    except IntegrityError:
        # Also one that has finished since: it is as new as the one that was wanted.
        order = QuestionOrder.objects.filter(question=question).latest("queued_at")
    return order


def run_question_order(order_id: UUID | str) -> None:
    """Write one question anew, if nobody else does. A failure is kept with the order, in words for people."""
    order = work.claim(QuestionOrder, order_id)
    if order is None:
        return
    meter = meter_for(order)
    try:
        with work.holding(order):
            written, order.note = _written_anew(order.question, meter)
            _store(order, written)
    except work.LeaseLost:
        log.info("question_taken_over", order=str(order.pk))
    except QuestionsFailed as failure:
        work.fail(order, str(failure), again=False)
    except Exception as error:
        log.exception("question_failed", order=str(order.pk))
        work.fail(order, f"Something went wrong on our side ({type(error).__name__}). The question is as it was; try again.")
    finally:
        keep_calls(order, meter)


def _written_anew(question: Question, meter: Meter) -> tuple[WrittenQuestion, str]:
    """Another wording, and a note where it is not of the engine that the settings name."""
    from jobspecs.questions.anew import written_anew  # brings the engine's word lists: only for who words anew

    round_ = question.round
    spec = round_.job_spec
    asked = QuestionRevision.objects.filter(question__round__job_spec=spec).values_list("text", flat=True)
    return written_anew(
        question_engine(meter), brief_of_spec(spec), kind=round_.kind, key=question.competency.key, avoid=list(asked)
    )


def brief_of_spec(spec: JobSpec) -> Brief:
    """What the question writer is told about a published spec."""
    version = spec.current_version
    if version is None:
        raise ValueError("a spec without a version has no brief")
    weights = weights_of(version)
    rows = version.rubric.rows.select_related("competency")
    return Brief(
        title=spec.title,
        level=spec.level,
        description=spec.description,
        language=spec.language,
        competencies=[
            BriefCompetency(r.competency.key, r.name, r.definition, r.for_this_role, weights[r.competency.key].value)
            for r in rows
        ],
    )


@transaction.atomic
def _store(order: QuestionOrder, written: WrittenQuestion) -> None:
    question = Question.objects.select_for_update(no_key=True).get(pk=order.question_id)
    newest = question.revisions.latest("number")
    if newest.created_at > order.created_at:  # a person's words are not overwritten behind their back
        work.fail(order, "Somebody changed this question while it was being written anew. Their wording was kept.", again=False)
        return
    work.finish(order, note=order.note)
    _revise(question, written, Origin.ENGINE, None)
    _unconfirm(question.round.job_spec_id)


def _unconfirm(spec_id: UUID) -> None:
    """What an engine has just worded, nobody has read."""
    JobSpec.objects.filter(pk=spec_id).update(questions_confirmed_at=None, questions_confirmed_by=None)
