"""The only way for a view of scoring to get an object. Strangers get 404, who may only read and rate gets 403."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from config.compiled import Compiled
from interviews.choices import InterviewState
from interviews.models import Asked, CandidateRequest, Interview, Invitation
from interviews.queries.retakes import asked_with_history
from jobspecs.access import MAY_EDIT, all_rights, spec_to_edit, spec_to_see
from jobspecs.models import JobSpec
from scoring.models import Delivery, Endpoint, Grading, Run

_EVALUATED = ("current_evaluation__evaluation__grading", "current_evaluation__evaluation__version")
_AS_READ = "current_evaluation__evaluation__grading__input"  # long, and no part of a report
_TO_REPORT: Compiled[Interview] = Compiled(
    lambda interview: Interview.objects.select_related("candidate", "rubric", *_EVALUATED).defer(_AS_READ).filter(pk=interview),
    "interview",
    prepared=True,
)
DECIDE = "Reviewers read and rate; owners and editors decide."


def report_to_see(request: HttpRequest, interview_id: UUID) -> Interview:
    """The interview with candidate, rubric and current evaluation; its spec knows the reader's role. 404 for a stranger."""
    found = _TO_REPORT(interview=interview_id)
    if not found:
        raise Http404
    found[0].job_spec = spec_to_see(request, found[0].job_spec_id)
    return found[0]


def report_to_rate(request: HttpRequest, interview_id: UUID) -> Interview:
    """Every member of the spec may rate, reviewers too. 404 for a stranger."""
    return report_to_see(request, interview_id)


def report_to_decide(request: HttpRequest, interview_id: UUID) -> Interview:
    """404 for a stranger, 403 for a reviewer."""
    interview = report_to_see(request, interview_id)
    if not may_edit(interview.job_spec):
        raise PermissionDenied(DECIDE)
    return interview


def request_to_answer(request: HttpRequest, request_id: UUID) -> CandidateRequest:
    """What a candidate asked for. 404 for a stranger, 403 for a reviewer."""
    asked = get_object_or_404(CandidateRequest, pk=request_id)
    asked.interview = report_to_decide(request, asked.interview_id)
    return asked


def grading_to_see(request: HttpRequest, grading_id: UUID) -> Grading:
    """One grading, the current or an earlier one. 404 for a stranger."""
    grading = get_object_or_404(Grading, pk=grading_id)
    grading.interview = report_to_see(request, grading.interview_id)
    return grading


def answer_to_exclude(request: HttpRequest, interview_id: UUID, position: int) -> Asked:
    """A question whose answer is handed in and kept, with what went wrong with it. 404 for a stranger, 403 for a reviewer."""
    interview = report_to_decide(request, interview_id)
    asked = asked_with_history(interview_id, position)
    if asked is None or interview.state != InterviewState.SUBMITTED or interview.candidate.erased_at:
        raise Http404
    asked.interview = interview
    return asked


def invitation_to_see(request: HttpRequest, invitation_id: UUID) -> Invitation:
    """An invitation that has become an interview. 404 for a stranger."""
    invitation = get_object_or_404(Invitation, pk=invitation_id, interview__isnull=False)
    invitation.job_spec = spec_to_see(request, invitation.job_spec_id)
    return invitation


def run_to_stop(request: HttpRequest, run_id: UUID) -> Run:
    """404 for a stranger, 403 for a reviewer; a run over several specs is cancelled from the command line."""
    run = get_object_or_404(Run, pk=run_id, job_spec__isnull=False)
    run.job_spec = spec_to_edit(request, run.job_spec_id)  # type: ignore[arg-type]  # not NULL, see above
    return run


def endpoint_to_manage(request: HttpRequest, endpoint_id: UUID) -> Endpoint:
    """403 for who is no administrator with all rights: results of every spec go there."""
    all_rights(request)
    return get_object_or_404(Endpoint, pk=endpoint_id)


def delivery_to_manage(request: HttpRequest, delivery_id: UUID) -> Delivery:
    """403 for who is no administrator with all rights."""
    all_rights(request)
    return get_object_or_404(Delivery, pk=delivery_id)


def may_edit(job_spec: JobSpec) -> bool:
    """Whether the reader is an owner or editor; `job_spec` comes from spec_to_see."""
    return job_spec.my_role in MAY_EDIT  # type: ignore[attr-defined]  # annotated by specs_visible_to
