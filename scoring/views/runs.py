"""Grading many interviews of one spec at once."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from config.http import is_fragment, redirect_or_refresh
from jobspecs.access import member_of, spec_to_edit
from jobspecs.choices import Role
from jobspecs.models import JobSpec
from scoring.access import run_to_stop
from scoring.operations import orders
from scoring.queries.engines import engine_of
from scoring.queries.runs import choosable_interviews, open_runs_of, runs_shown, what_was_ordered
from scoring.queries.unheard import unready_of
from scoring.run_forms import RunForm, picking_of


@require_http_methods(["GET", "HEAD", "POST"])
def runs(request: HttpRequest, spec_id: UUID) -> HttpResponse:
    """The runs of a spec with their progress, which alone is the answer to a fragment; a POST orders one."""
    spec = spec_to_edit(request, spec_id)
    if request.method != "POST" and is_fragment(request):
        return render(request, "scoring/_runs.html", {"spec": spec, "runs": runs_shown(spec)})
    engine = engine_of(spec)
    is_owner = spec.my_role == Role.OWNER  # type: ignore[attr-defined]  # annotated by specs_visible_to
    picking = picking_of(request.POST)
    choosable = choosable_interviews(spec, find=picking.find, ticked=picking.ticked)
    form = RunForm(
        request.POST if request.method == "POST" and not picking.is_finding else None,
        own=engine.label,
        engines=engine.others if is_owner else [],
        choosable=choosable,
        find=picking.find,
        initial=picking.initial if picking.is_finding else None,
    )
    if form.is_valid():
        _order(request, spec, form)
        return _back(request, spec.pk)
    context = {"spec": spec, "runs": runs_shown(spec), "form": form, "tab": "candidates", "waiting": unready_of(spec.pk)}
    more = {"engine": engine, "is_owner": is_owner, "choosable": choosable, "picking": picking}
    return render(request, "scoring/runs.html", context | more)


def _order(request: HttpRequest, spec: JobSpec, form: RunForm) -> None:
    """Order the run and say what came of it."""
    open_before, chosen, engine = open_runs_of(spec), form.chosen, form.cleaned_data["engine"]
    run = orders.score_batch(job_spec=spec, by=member_of(request), again=form.is_again, engine=engine, chosen=chosen)
    ordered = what_was_ordered(run, chosen)
    many = f"{ordered.elsewhere} interview{' is' if ordered.elsewhere == 1 else 's are'}"
    if run.pk in open_before:
        was = "was paused, and goes on" if open_before[run.pk] else "is open already, and goes on"
        messages.success(request, f"A run of this kind {was} with what is left of it. What it has graded is not graded again.")
    elif ordered.inside:
        beside = f" {many} left out: ordered before, and graded by that." if ordered.elsewhere else ""
        messages.success(request, f"Ordered. The interviews are graded in the background.{beside}")
    elif ordered.elsewhere:
        messages.info(request, f"Nothing more was ordered: {many} ordered already.")
    else:
        messages.info(request, "There was nothing to grade: every completed interview that can be graded is.")


@require_POST
def stop_run(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Cancel a run for good, running or paused: what is graded stays."""
    run = run_to_stop(request, run_id)
    taken_back = orders.cancel_run(run=run, by=member_of(request))
    messages.success(request, f"Cancelled. What is graded stays; {taken_back} were not graded.")
    return _back(request, run.job_spec_id)


@require_POST
def pause_run(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Let a run rest: what is graded stays, what waits keeps its place."""
    run = run_to_stop(request, run_id)
    if orders.pause_run(run=run, by=member_of(request)):
        messages.success(request, "Paused. The interview that is being graded is graded to its end.")
    return _back(request, run.job_spec_id)


@require_POST
def continue_run(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Go on with a paused run."""
    run = run_to_stop(request, run_id)
    if orders.continue_run(run=run, by=member_of(request)):
        messages.success(request, "Going on.")
    return _back(request, run.job_spec_id)


def _back(request: HttpRequest, spec_id: UUID | None) -> HttpResponse:
    return redirect_or_refresh(request, reverse("scoring:runs", args=[spec_id]))
