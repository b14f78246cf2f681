"""Downloads: the results of a spec, the report of an interview. Each is logged: who, and which one; no names."""

from __future__ import annotations

from uuid import UUID

import structlog
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from jobspecs.access import member_of, spec_to_see
from scoring.access import report_to_see
from scoring.exports.files import as_csv, as_workbook
from scoring.exports.report import as_json
from scoring.queries.exported_report import report_as_data
from scoring.queries.exports import about, columns_of, results_of

log = structlog.get_logger(__name__)
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@never_cache
@require_safe
def results_csv(request: HttpRequest, spec_id: UUID) -> HttpResponse:
    """Every interview of the spec as CSV."""
    spec, reader = spec_to_see(request, spec_id), member_of(request)
    content = as_csv(results_of(spec, reader=reader.pk), columns_of(spec))
    log.info("results exported", job_spec=str(spec.pk), by=str(reader.pk), form="csv")
    return _download(content.encode(), "text/csv; charset=utf-8", f"results-{spec.pk}.csv")


@never_cache
@require_safe
def results_xlsx(request: HttpRequest, spec_id: UUID) -> HttpResponse:
    """Every interview of the spec as a workbook, with a sheet that says what the numbers are."""
    spec, reader = spec_to_see(request, spec_id), member_of(request)
    content = as_workbook(results_of(spec, reader=reader.pk), columns_of(spec), about(spec))
    log.info("results exported", job_spec=str(spec.pk), by=str(reader.pk), form="xlsx")
    return _download(content, WORKBOOK, f"results-{spec.pk}.xlsx")


@never_cache
@require_safe
def report_json(request: HttpRequest, interview_id: UUID) -> HttpResponse:
    """One report with all that it rests on, as far as this member has been shown it."""
    interview, reader = report_to_see(request, interview_id), member_of(request)
    content = as_json(report_as_data(interview, reader=reader.pk))
    log.info("report exported", job_spec=str(interview.job_spec_id), interview=str(interview.pk), by=str(reader.pk))
    return _download(content.encode(), "application/json", f"report-{interview.pk}.json")


def _download(content: bytes, media_type: str, filename: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response
