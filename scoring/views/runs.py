"""Grading many interviews of one spec at once."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from config.http import redirect_or_refresh
from jobspecs.access import member_of, spec_to_edit
from scoring.access import run_to_stop
from scoring.forms import RunForm
from scoring.operations import orders
from scoring.queries.runs import runs_of
from scoring.queries.unheard import unready_of

SHOWN = 20


@require_http_methods(["GET", "HEAD", "POST"])
def runs(request: HttpRequest, spec_id: UUID) -> HttpResponse:
    """The runs of a spec with their progress; a POST orders one."""
    spec = spec_to_edit(request, spec_id)
    form = RunForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        orders.score_batch(job_spec=spec, by=member_of(request), again=form.is_again)
        messages.success(request, "Ordered. The interviews are graded in the background.")
        return redirect_or_refresh(request, reverse("scoring:runs", args=[spec.pk]))
    context = {"spec": spec, "runs": runs_of(spec)[:SHOWN], "form": form, "tab": "candidates", "waiting": unready_of(spec.pk)}
    return render(request, "scoring/runs.html", context)


@require_POST
def stop_run(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Stop a run: what is graded stays."""
    run = run_to_stop(request, run_id)
    taken_back = orders.cancel_run(run=run, by=member_of(request))
    messages.success(request, f"Stopped. {taken_back} were not graded.")
    return redirect_or_refresh(request, reverse("scoring:runs", args=[run.job_spec_id]))
