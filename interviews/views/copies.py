"""A candidate's own copy of what they gave: every answer, and what they declared before Part 1. By the link alone."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from interviews.access import Visit
from interviews.around_forms import ANSWERS
from interviews.choices import LinkState
from interviews.models import Interview
from interviews.operations.answering import text_of
from interviews.queries import asked_of
from interviews.queries.declarations import declared_of
from interviews.views.by_link import by_link, page


@dataclass(frozen=True)
class DeclaredLine:
    """One must-have, what was said of it, and the candidate's own line."""

    must_have: str
    said: str
    line: str


def declared_lines(interview: Interview) -> list[DeclaredLine]:
    """What was declared, in the candidate's language and in the order in which it was asked."""
    words = {str(value): str(label) for value, label in ANSWERS}
    return [DeclaredLine(text, words[row.said], row.line) for text, row in declared_of(interview).items()]


def _handed_in(visit: Visit) -> Interview:
    if visit.interview is None or visit.state != LinkState.FINISHED:
        raise Http404
    return visit.interview


@require_GET
@by_link(LinkState.FINISHED)
def copy(request: HttpRequest, visit: Visit) -> HttpResponse:
    """All of one's own answers and declarations on one page."""
    interview = _handed_in(visit)
    return page(request, "candidate/copy.html", visit, asked=asked_of(interview), declared=declared_lines(interview))


@require_GET
@by_link(LinkState.FINISHED)
def copy_text(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The same as plain text, to keep."""
    interview = _handed_in(visit)
    response = HttpResponse(_plain(visit, interview), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="my-answers.txt"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _plain(visit: Visit, interview: Interview) -> str:
    handed_in = interview.submitted_at.strftime("%Y-%m-%d %H:%M UTC") if interview.submitted_at else ""
    parts = [f"{visit.invitation.job_spec.title}\n" + _("Handed in: %(time)s") % {"time": handed_in}]
    declared = declared_lines(interview)
    if declared:
        lines = [f"- {one.must_have}\n  {one.said}" + (f" · {one.line}" if one.line else "") for one in declared]
        parts.append("\n\n".join([_("What the job asks for (read by a person, not scored)"), *lines]))
    for one in asked_of(interview):
        parts.append(f"{one.position}. {one.revision.text}\n\n{text_of(one.answer) or '—'}")
    return "\n\n\n".join(parts) + "\n"
