"""What these tests order, and what they look for afterwards."""

from __future__ import annotations

from uuid import uuid4

from interviews.models import Interview
from jobspecs.models import JobSpec, User
from scoring.models import CompetencyScore, CurrentEvaluation, Evaluation, Grading, GradingOrder
from scoring.operations.orders import cancel_orders
from tests.factories.interviews import make_interview
from tests.factories.jobspecs import make_spec

PASSWORD = "a password of the tests"
DESCRIPTION = """Bicycle Mechanic (Senior)

About the role
You will keep a fleet of four hundred rental bicycles on the road, together with two apprentices.

What you will do
- Plan the repairs of each day so that the most needed bicycles are back first.
- Listen to riders, find what is wrong, and explain in plain words what it will cost.
- Repair brakes, gears and wheels, and check each other's work before a bicycle leaves the workshop.
- Teach the apprentices and write down what the workshop learns.

What you bring
- Five years in a workshop are required.
- You must be able to read a technical drawing.
- Welding is a plus.
"""


def a_member() -> User:
    """A new member, who signs in with PASSWORD."""
    return User.objects.create_user(f"member-{uuid4().hex[:8]}@example.com", PASSWORD, name="Ana")


def spec_graded_by(engine: str) -> JobSpec:
    """A new spec whose interviews this engine grades."""
    spec = make_spec(by=a_member())
    JobSpec.objects.filter(pk=spec.pk).update(grading_engine=engine)
    spec.refresh_from_db()
    return spec


def hand_in(spec: JobSpec) -> Interview:
    """A candidate answers everything and hands in, so that grading, rollup and mails are ordered."""
    answers = {
        position: f"Case {position}: the wheel was bent, so I planned the repair, trued it, and the rider was back by noon."
        for position in range(1, 8)
    }
    return make_interview(spec, answers=answers, submitted=True)


def hand_in_unheard(spec: JobSpec) -> Interview:
    """A completed interview whose order was taken back: nothing waits for it."""
    interview = hand_in(spec)
    cancel_orders(interview_ids=[interview.pk])
    return interview


def order_of(interview: Interview) -> GradingOrder:
    """The one order that handing in made."""
    return GradingOrder.objects.get(interview=interview)


def is_graded(interview: Interview) -> bool:
    return CurrentEvaluation.objects.filter(interview=interview).exists()


def is_counted(spec: JobSpec, completed: int) -> bool:
    """Whether the page shows so many completed interviews, each with its evaluation."""
    spec = JobSpec.objects.select_related("rollup", "current_version__rollup").get(pk=spec.pk)
    assert spec.current_version
    evaluated = spec.current_version.rollup.evaluated if hasattr(spec.current_version, "rollup") else 0
    return (spec.rollup.completed, evaluated) == (completed, completed)


def assert_graded_exactly_once(interview: Interview) -> None:
    """One grading with one set of scores, one evaluation, and that is the current one."""
    grading = Grading.objects.get(interview=interview)
    scored = CompetencyScore.objects.filter(grading=grading).values_list("competency_id", flat=True)
    assert sorted(scored) == sorted(interview.rubric.rows.values_list("competency_id", flat=True))
    assert grading.sealed_at
    assert Evaluation.objects.get(grading=grading).current_for.interview == interview
    order = order_of(interview)
    assert (order.state, order.grading_id, order.error) == ("done", grading.pk, "")
