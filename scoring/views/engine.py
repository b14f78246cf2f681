"""Switching the engine that grades a spec."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from config.http import redirect_or_refresh
from jobspecs.access import member_of, spec_to_own
from scoring.engines import engine_label
from scoring.operations.engines import switch_engine
from scoring.queries.engines import engine_of
from scoring.run_forms import SwitchForm


@require_http_methods(["GET", "HEAD", "POST"])
def engine(request: HttpRequest, spec_id: UUID) -> HttpResponse:
    """What a switch means, to be confirmed; a POST switches. Owners only."""
    spec = spec_to_own(request, spec_id)
    state = engine_of(spec)
    form = SwitchForm(request.POST if request.method == "POST" else None, engines=state.others)
    if form.is_valid():
        to = form.cleaned_data["engine"]
        switch_engine(job_spec=spec, engine=to, grade_again=form.cleaned_data["grade_again"], by=member_of(request))
        messages.success(request, f"The {engine_label(to)} grades this job spec from now on.")
        return redirect_or_refresh(request, reverse("scoring:runs", args=[spec.pk]))
    asked = request.POST.get("engine") or request.GET.get("engine", "")
    wanted = next((other for other in state.others if other[0] == asked), state.others[0] if state.others else None)
    context = {"spec": spec, "engine": state, "wanted": wanted, "form": form, "tab": "candidates"}
    return render(request, "scoring/engine.html", context)
