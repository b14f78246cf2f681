"""A job spec as a whole: its page, its name, archive and back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jobspecs.access import member_of, spec_to_edit, spec_to_own, spec_to_see
from jobspecs.forms.specs import RecordingsForm, RenameForm
from jobspecs.operations import specs as operations
from jobspecs.operations.versions import SpecArchived
from jobspecs.queries import the_organisation
from jobspecs.views.page import rights_in, show_spec, whole_page


@require_safe
def spec(request: HttpRequest, spec_id: UUID) -> HttpResponse:
    """The page of a job spec. HTMX gets the whole of it as well: it is fetched so after a save."""
    return whole_page(request, spec_to_see(request, spec_id))


@require_http_methods(["GET", "HEAD", "POST"])
def rename(request: HttpRequest, spec_id: UUID) -> HttpResponse:
    """Change title and level."""
    found = spec_to_edit(request, spec_id)
    form = RenameForm(request.POST or None, initial={"title": found.title, "level": found.level})
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data
        try:
            operations.rename_spec(job_spec=found, title=wanted["title"], level=wanted["level"], by=member_of(request))
        except SpecArchived as archived:
            form.add_error(None, str(archived))
        else:
            messages.success(request, "Title and level saved.")
            return show_spec(request, found)
    return render(request, "jobspecs/rename.html", {"spec": found, "form": form} | rights_in(found))


@require_http_methods(["GET", "HEAD", "POST"])
def archive(request: HttpRequest, spec_id: UUID) -> HttpResponse:
    """Take a spec out of the list, after a confirmation. The page then offers to undo it."""
    found = spec_to_own(request, spec_id)
    if request.method == "POST":
        operations.archive_spec(job_spec=found, by=member_of(request))
        return redirect("jobspecs:spec", found.pk)
    return render(request, "jobspecs/archive.html", {"spec": found} | rights_in(found))


@require_POST
def self_identification(request: HttpRequest, spec_id: UUID) -> HttpResponse:
    """Have candidates asked about themselves after handing in, or not any more; an owner decides."""
    found = spec_to_own(request, spec_id)
    asks = request.POST.get("asks") == "yes"
    operations.ask_self_identification(job_spec=found, asks=asks, by=member_of(request))
    messages.success(request, "Candidates are asked, by their own choice." if asks else "Candidates are no longer asked.")
    return redirect("jobspecs:members", found.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def recordings(request: HttpRequest, spec_id: UUID) -> HttpResponse:
    """How long recordings are kept; an owner decides."""
    found = spec_to_own(request, spec_id)
    form = RecordingsForm(request.POST if request.method == "POST" else None, initial={"recording_days": found.recording_days})
    if form.is_valid():
        days = form.cleaned_data["recording_days"]
        operations.keep_recordings(job_spec=found, days=days, by=member_of(request))
        messages.success(
            request, f"Recordings are kept for {days} days." if days else "Recordings are kept as the organisation says."
        )
        return redirect("jobspecs:members", found.pk)
    context = {"spec": found, "form": form, "organisation": the_organisation()}
    return render(request, "jobspecs/recordings.html", context | rights_in(found))


@require_POST
def restore(request: HttpRequest, spec_id: UUID) -> HttpResponse:
    """Bring an archived spec back."""
    found = spec_to_own(request, spec_id)
    operations.restore_spec(job_spec=found, by=member_of(request))
    messages.success(request, "The job spec is back among the active ones.")
    return redirect("jobspecs:spec", found.pk)
