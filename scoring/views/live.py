"""The Live performance panel: loaded into the spec's page by name, and polled from there."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from config.http import is_fragment, redirect_or_refresh
from jobspecs.access import member_of, spec_to_edit, spec_to_see
from scoring.access import may_edit
from scoring.operations import evaluating
from scoring.queries.live import live_performance, stamp_of, versions_with_rollups


@require_safe
def live(request: HttpRequest, spec_id: UUID) -> HttpResponse:
    """The panel; 204 to whoever has it as it still is (`seen` is its stamp), so that nothing on the page moves."""
    spec = spec_to_see(request, spec_id)
    versions = versions_with_rollups(spec)
    if is_fragment(request) and request.GET.get("seen") == stamp_of(versions, spec.my_role):  # type: ignore[attr-defined]
        return HttpResponse(status=204)
    panel = live_performance(spec, versions, spec.my_role)  # type: ignore[attr-defined]
    template = "scoring/_live.html" if is_fragment(request) else "scoring/live.html"
    return render(request, template, {"spec": spec, "live": panel, "may_edit": may_edit(spec)})


@require_POST
def evaluate_under_current(request: HttpRequest, spec_id: UUID) -> HttpResponse:
    """See all gradings of the current rubric through the current weights."""
    spec = spec_to_edit(request, spec_id)
    moved = evaluating.evaluate_all_under_current(job_spec=spec, by=member_of(request))
    messages.success(request, f"{moved} now evaluated under the current version. Earlier evaluations are kept.")
    if request.POST.get("next") == "candidates":
        return redirect_or_refresh(request, reverse("scoring:candidates", args=[spec.pk]))
    return redirect_or_refresh(request, f"{reverse('jobspecs:spec', args=[spec.pk])}#live")
