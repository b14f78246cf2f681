"""Members and job specs."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from factory.declarations import Sequence
from factory.django import DjangoModelFactory

from jobspecs.choices import Role
from jobspecs.models import JobSpec, Membership, Organisation, User
from jobspecs.operations.specs import SpecContent, create_spec
from jobspecs.operations.versions import CompetencyWording, MustHaveLine, WeightGiven
from jobspecs.questions.base import Guide, WrittenQuestion
from tests.factories.names import in_letters
from tests.factories.sight import show_scores


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = Sequence(lambda n: f"member{in_letters(n)}@example.com")
    name = Sequence(lambda n: f"Member {in_letters(n)}")


class OrganisationFactory(DjangoModelFactory[Organisation]):
    """Complete: candidates may be invited."""

    class Meta:
        model = Organisation
        django_get_or_create = ("id",)

    id = 1
    name = "Northlight Works"
    contact_name = "Ida Brandt"
    contact_email = "ida@example.org"
    alternative_route = "Write to Ida: we talk on the phone instead."


WEIGHTS = {"planning": "0.50", "listening": "0.30", "repairing": "0.20"}


def spec_content(weights: Mapping[str, str] = WEIGHTS, **fields: Any) -> SpecContent:
    """Content of a spec with one competency a weight, three questions and four prompts over all of them in turn."""
    keys = list(weights)
    wordings = [
        CompetencyWording(
            key=key,
            name=key.replace("_", " ").title(),
            definition=f"Does {key} with care.",
            for_this_role=f"carry out {key} in the workshop.",
            anchors=[f"{key} at level {level}" for level in range(1, 6)],
        )
        for key in keys
    ]
    questions = {
        position: [
            WrittenQuestion(
                competency=keys[(first + number) % len(keys)],
                text=f"Round {position}, number {number + 1}: describe a case of {keys[(first + number) % len(keys)]}.",
                probes=("What was your own part?", "What came of it?") if position == 2 else (),
                guide=Guide(strong="A case with its result.", adequate="A case.", weak="No case."),
            )
            for number in range(count)
        ]
        for position, count, first in ((1, 3, 0), (2, 4, 3))
    }
    content: dict[str, Any] = {
        "title": "Bicycle Mechanic",
        "level": "mid",
        "description": "We mend bicycles. You will plan the day's repairs and listen to riders.",
        "wordings": wordings,
        "weights": {key: WeightGiven(Decimal(value), f"stressed in {key}") for key, value in weights.items()},
        "must_haves": [MustHaveLine("required", "Two years in a workshop"), MustHaveLine("preferred", "Can weld")],
        "questions": questions,
    }
    return SpecContent(**(content | fields))


def make_spec(*, by: User | None = None, weights: Mapping[str, str] = WEIGHTS, blind: bool = False, **fields: Any) -> JobSpec:
    """A published spec, owned by `by` (a new member where none is given), who sees its scores unless `blind`."""
    owner = by or UserFactory.create()
    spec = create_spec(content=spec_content(weights, **fields), by=owner)
    if not blind:
        show_scores(spec, owner)
    return spec


def make_member(spec: JobSpec, role: Role, *, blind: bool = False, **fields: Any) -> User:
    """A member of the spec in this role, who sees its scores unless `blind`."""
    user: User = UserFactory.create(**fields)
    Membership.objects.create(job_spec=spec, user=user, role=role)
    if not blind:
        show_scores(spec, user)
    return user
