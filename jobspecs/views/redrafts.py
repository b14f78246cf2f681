"""Draft again: watch it, look at what it would change, take some of it or none."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HTMX_STOP_POLLING

from config.http import is_fragment, redirect_or_refresh
from config.work import WorkState
from jobspecs.access import member_of, redraft_to_edit
from jobspecs.forms.redrafts import TakeForm
from jobspecs.forms.versions import with_values
from jobspecs.models import JobSpec, Redraft
from jobspecs.operations import redrafts as operations
from jobspecs.operations import taking
from jobspecs.operations.versions import ReasonMissing, SpecArchived, SpecChanged
from jobspecs.queries.drafts import progress_of
from jobspecs.queries.page import version_facts
from jobspecs.queries.redrafts import comparison_of
from jobspecs.redraft.showing import sections_of, weight_lines
from jobspecs.redraft.taking import NothingLeft
from jobspecs.views.page import rights_in, version_on_page

REFUSED = (SpecArchived, NothingLeft, taking.NothingChosen)


@require_http_methods(["GET", "HEAD", "POST"])
def redraft(request: HttpRequest, spec_id: UUID) -> HttpResponse:
    """The new draft: how far it is, or what it would change. A POST has the spec drafted again, unless it is already."""
    spec, found = redraft_to_edit(request, spec_id)
    if request.method == "POST":
        return _start(request, spec)
    if found is None:
        return redirect("jobspecs:spec", spec.pk)
    if found.state == WorkState.DONE:
        return _show(request, spec, found)
    return render(request, "jobspecs/redraft.html", _progress(spec, found))


@require_safe
def progress(request: HttpRequest, spec_id: UUID) -> HttpResponse:
    """What is polled: nothing (204) while the page shows it already, and after a failure no more (286).

    It leads to the comparison when that is there.
    """
    spec, found = redraft_to_edit(request, spec_id)
    if found is None or found.state == WorkState.DONE:
        return redirect_or_refresh(request, reverse("jobspecs:redraft", args=[spec.pk]))
    context = _progress(spec, found)
    if request.GET.get("seen") == context["progress"].seen:
        return HttpResponse(status=204)
    status = 200 if found.is_open else HTMX_STOP_POLLING
    return render(request, "jobspecs/_redraft_answer.html", context, status=status)


@require_POST
def retry(request: HttpRequest, spec_id: UUID) -> HttpResponse:
    """Try again what has stopped."""
    spec, found = redraft_to_edit(request, spec_id)
    if found is not None:
        operations.retry_redraft(redraft=found, by=member_of(request))
    return redirect("jobspecs:redraft", spec.pk)


@require_POST
def aside(request: HttpRequest, spec_id: UUID) -> HttpResponse:
    """Close the new draft that was on the page, without taking from it."""
    spec, found = redraft_to_edit(request, spec_id)
    if found is not None:
        is_shown = request.POST.get("redraft", str(found.pk)) == str(found.pk)  # else a newer one, which somebody waits for
        if not (is_shown and operations.put_aside(redraft=found, by=member_of(request))):
            return _closed_already(request, spec)
        messages.success(request, "The new draft is put aside. The job spec is as it was.")
    return redirect("jobspecs:spec", spec.pk)


@require_POST
def weights(request: HttpRequest, spec_id: UUID) -> HttpResponse:
    """The weights as they would be with what is ticked. Saves nothing."""
    spec, found = redraft_to_edit(request, spec_id)
    if found is None or found.state != WorkState.DONE:
        return redirect_or_refresh(request, reverse("jobspecs:spec", args=[spec.pk]))
    form = _form(spec, found, request.POST)
    if not is_fragment(request):
        return _page(request, spec, found, form)
    lines = weight_lines(form.comparison, form.ticked)
    return render(request, "jobspecs/_redraft_weights.html", {"weight_lines": lines})


@require_POST
def take(request: HttpRequest, spec_id: UUID) -> HttpResponse:
    """Take what is ticked."""
    spec, found = redraft_to_edit(request, spec_id)
    if found is None or found.state != WorkState.DONE:
        return _closed_already(request, spec)
    form = _form(spec, found, request.POST)
    newest = version_on_page(spec)
    is_valid = form.is_valid()
    if "base" in form.cleaned_data and form.base_number != newest.number:  # said first: errors may come of what has changed
        return _after_somebody_else(request, spec, found, SpecChanged(newest))
    if not is_valid:
        return _page(request, spec, found, form)
    try:
        outcome = taking.take_redraft(
            redraft=found,
            base=form.base_number,
            shown=form.shown,
            chosen=form.ticked,
            meaning_changed=form.meaning_changed,
            reason=form.cleaned_data["reason"],
            by=member_of(request),
        )
    except taking.RedraftClosed:
        return _closed_already(request, spec)
    except (SpecChanged, taking.ComparisonChanged) as changed:
        return _after_somebody_else(request, spec, found, changed)
    except ReasonMissing as missing:  # the first interview was scored while this was read
        form.add_error("reason", str(missing))
        return _page(request, spec, found, form)
    except REFUSED as refused:
        form.add_error(None, str(refused))
        return _page(request, spec, found, form)
    saved = f"Saved as {outcome.version.tag}. " if outcome.version else ""
    messages.success(request, f"{saved}Taken from the new draft: {outcome.count}.")
    return redirect("jobspecs:spec", spec.pk)


def _start(request: HttpRequest, spec: JobSpec) -> HttpResponse:
    try:
        operations.start_redraft(job_spec=spec, by=member_of(request))
    except (SpecArchived, operations.NoDescription) as refused:
        messages.error(request, str(refused))
        return redirect("jobspecs:spec", spec.pk)
    return redirect("jobspecs:redraft", spec.pk)


def _closed_already(request: HttpRequest, spec: JobSpec) -> HttpResponse:
    messages.warning(request, "This draft was taken or put aside already. Nothing was taken twice.")
    return redirect("jobspecs:spec", spec.pk)


def _after_somebody_else(
    request: HttpRequest, spec: JobSpec, found: Redraft, changed: SpecChanged | taking.ComparisonChanged
) -> HttpResponse:
    """Compare anew with what somebody else has saved; ticks stay where what they stand for is the same."""
    spec.refresh_from_db()
    version = changed.current if isinstance(changed, SpecChanged) else version_on_page(spec)
    spec.current_version = version
    form = _form(spec, found, with_values(request.POST, base=version.number))
    note = {"changed": version} if isinstance(changed, SpecChanged) else {"changed_words": str(changed)}
    return _page(request, spec, found, form, **note)


def _form(spec: JobSpec, found: Redraft, data: QueryDict | None = None) -> TakeForm:
    version = version_on_page(spec)
    required = version_facts(version).is_anything_scored
    return TakeForm(data, comparison=comparison_of(spec, version, found), base=version.number, reason_required=required)


def _show(request: HttpRequest, spec: JobSpec, found: Redraft) -> HttpResponse:
    return _page(request, spec, found, _form(spec, found))


def _page(request: HttpRequest, spec: JobSpec, found: Redraft, form: TakeForm, **more: Any) -> HttpResponse:
    """What would change, with the ticks of the form."""
    comparison, version = form.comparison, version_on_page(spec)
    sections = sections_of(comparison, form.ticked)
    context = {
        "spec": spec,
        "version": version,
        "redraft": found,
        "form": form,
        "facts": version_facts(version),
        "sections": sections,
        "has_news": any(section.choices for section in sections),
        "weight_lines": weight_lines(comparison, form.ticked),
        "notes": (found.proposal or {}).get("notes", []),
    }
    return render(request, "jobspecs/redraft.html", context | rights_in(spec) | more)


def _progress(spec: JobSpec, found: Redraft) -> dict[str, Any]:
    return {"spec": spec, "redraft": found, "progress": progress_of(found)}
