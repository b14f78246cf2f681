"""History: versions with who, why and what changed; changes of settings and members."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jobspecs.access import spec_to_see
from jobspecs.models import Version
from jobspecs.queries.history import events_of, history_entries, version_difference
from jobspecs.queries.page import competencies_of
from jobspecs.views.page import rights_in, version_on_page

A_PAGE = 20


@require_safe
def history(request: HttpRequest, spec_id: UUID) -> HttpResponse:
    """All versions, the newest first, and below them what else was changed."""
    spec = spec_to_see(request, spec_id)
    page = Paginator(spec.versions.order_by("-number"), A_PAGE).get_page(request.GET.get("page"))
    entries = history_entries(spec, first=(page.number - 1) * A_PAGE, count=A_PAGE)
    context = {"spec": spec, "version": version_on_page(spec), "entries": entries, "page": page, "events": events_of(spec)}
    return render(request, "jobspecs/history.html", context | {"tab": "history"} | rights_in(spec))


@require_safe
def version(request: HttpRequest, spec_id: UUID, number: int) -> HttpResponse:
    """One version: what it changed, and what it holds."""
    spec = spec_to_see(request, spec_id)
    try:
        shown, before, found = version_difference(spec, number)
    except Version.DoesNotExist:
        raise Http404("There is no such version.") from None
    context = {"spec": spec, "version": version_on_page(spec), "shown": shown, "before": before, "found": found}
    return render(
        request, "jobspecs/version.html", context | {"lines": competencies_of(shown), "tab": "history"} | rights_in(spec)
    )
