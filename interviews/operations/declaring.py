"""What a candidate declares about the must-haves before Part 1. A person reads it; it is no part of any score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models.functions import Now

from interviews.choices import Declared
from interviews.models import Candidate, Declaration, Interview
from interviews.operations.answering import hold
from interviews.queries import asked_of, course_of
from jobspecs.models import MustHave


class AlreadyBegun(Exception):
    """A question has been begun: what was declared stays as it is."""


@dataclass(frozen=True)
class Said:
    """What is declared about one must-have, with a line in the candidate's own words."""

    said: Declared
    line: str = ""


@transaction.atomic
def declare(*, interview: Interview, said: Mapping[MustHave, Said | None], go_on: bool, by: Candidate) -> None:
    """Keep what is declared; None takes back what was. With `go_on` the candidate has seen all lines and goes on to Part 1.

    Can be done again until a question is begun. Raises NotRunning, AlreadyBegun.
    """
    held = hold(interview)
    if course_of(asked_of(held)).has_begun:
        raise AlreadyBegun("A question has been begun.")
    for must_have, declared in said.items():
        # By its text: the line of an earlier version that says the same is the same line.
        Declaration.objects.filter(interview=held, must_have__text=must_have.text).delete()
        if declared is not None:
            Declaration.objects.create(interview=held, must_have=must_have, said=declared.said, line=declared.line)
    if go_on:
        Declaration.objects.filter(interview=held).exclude(must_have__text__in=[line.text for line in said]).delete()
        Interview.objects.filter(pk=held.pk, declared_at__isnull=True).update(declared_at=Now())
