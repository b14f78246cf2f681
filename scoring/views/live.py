"""The Live performance panel: loaded into the spec's page by name, and polled from there."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from config.http import is_fragment
from jobspecs.access import member_of, spec_to_see
from scoring.access import may_edit
from scoring.queries.live import live_performance, stamp_of, versions_with_rollups


@require_safe
def live(request: HttpRequest, spec_id: UUID) -> HttpResponse:
    """The panel; 204 to whoever has it as it still is (`seen` is its stamp), so that nothing on the page moves."""
    spec = spec_to_see(request, spec_id)
    versions = versions_with_rollups(spec, member_of(request))
    if is_fragment(request) and request.GET.get("seen") == stamp_of(versions, spec.my_role):  # type: ignore[attr-defined]  # annotated by spec_to_see
        return HttpResponse(status=204)
    panel = live_performance(spec, versions, spec.my_role)  # type: ignore[attr-defined]  # annotated by spec_to_see
    template = "scoring/_live.html" if is_fragment(request) else "scoring/live.html"
    return render(request, template, {"spec": spec, "live": panel, "may_edit": may_edit(spec)})
