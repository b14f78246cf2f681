"""What candidates declare about must-haves: what there is to declare, and what was."""

from __future__ import annotations

from config.compiled import Compiled
from interviews.course import Course
from interviews.models import Declaration, Interview
from jobspecs.models import JobSpec, MustHave


def must_haves_of(job_spec: JobSpec) -> list[MustHave]:
    """The must-haves of the current version in order; a text that stands there twice is asked about once."""
    by_text: dict[str, MustHave] = {}
    if job_spec.current_version_id is None:
        return []
    for must_have in _MUST_HAVES(version=job_spec.current_version_id):
        by_text.setdefault(must_have.text, must_have)
    return list(by_text.values())


_MUST_HAVES: Compiled[MustHave] = Compiled(lambda version: MustHave.objects.filter(version=version), "version", prepared=True)


def declared_of(interview: Interview) -> dict[str, Declaration]:
    """What was declared, by the text of the must-have: so that it is found under every version that has the same line.

    In the order in which the lines were asked about.
    """
    return {row.must_have.text: row for row in _DECLARED(interview=interview.pk)}


_DECLARED: Compiled[Declaration] = Compiled(
    lambda interview: (
        Declaration.objects.filter(interview=interview).select_related("must_have").order_by("must_have__position", "pk")
    ),
    "interview",
    prepared=True,
)


def is_to_declare(interview: Interview, job_spec: JobSpec, course: Course) -> bool:
    """Whether the candidate is to be asked about must-haves first: never once a question has been begun."""
    return interview.declared_at is None and not course.has_begun and bool(must_haves_of(job_spec))
