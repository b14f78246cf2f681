"""New job spec: give a description, watch it being drafted, try again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HTMX_STOP_POLLING

from config.http import is_fragment, redirect_or_refresh, say
from jobspecs.access import draft_to_see, member_of
from jobspecs.forms.drafts import LEAST_WORDS, DescriptionForm, NewSpecForm
from jobspecs.models import Draft
from jobspecs.operations import drafts as operations
from jobspecs.queries.drafts import progress_of


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Take a description; the draft is made at once and filled in the background."""
    user = member_of(request)
    form = NewSpecForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        draft = operations.start_draft(description=form.cleaned_data["description"], source_name=form.source_name, by=user)
        if form.left_out:
            messages.info(request, f"The text you typed is being used; {form.left_out} was left out.")
        return redirect("jobspecs:draft", draft.pk)
    return render(request, "jobspecs/new.html", {"form": form, "least": LEAST_WORDS})


@require_safe
def draft(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """How far a draft is; once it is published, its spec."""
    found = draft_to_see(request, draft_id)
    if found.job_spec_id:
        return redirect("jobspecs:spec", found.job_spec_id)
    return render(request, "jobspecs/draft.html", _context(found))


@require_safe
def progress(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """What is polled: nothing (204) while the page shows it already, and after a failure no more (286).

    It leads to the spec when that is there.
    """
    found = draft_to_see(request, draft_id)
    if found.job_spec_id:
        messages.success(request, "Published. Read the questions before you invite anybody.")
        return redirect_or_refresh(request, reverse("jobspecs:spec", args=[found.job_spec_id]))
    context = _context(found)
    if request.GET.get("seen") == context["progress"].seen:
        return HttpResponse(status=204)
    status = HTMX_STOP_POLLING if is_fragment(request) and not found.is_open else 200
    return render(request, "jobspecs/_draft_answer.html", context, status=status)


@require_POST
def retry(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Try again, with the text as it was or as it has been changed."""
    found = draft_to_see(request, draft_id)
    form = DescriptionForm(request.POST)
    if not form.is_valid():
        return render(request, "jobspecs/draft.html", _context(found, form))
    operations.retry_draft(draft=found, description=form.cleaned_data["text"], by=member_of(request))
    return redirect("jobspecs:draft", found.pk)


@require_POST
def discard(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Take it off the list; it can be brought back."""
    found = draft_to_see(request, draft_id)
    operations.discard_draft(draft=found, by=member_of(request))
    say(request, "Draft discarded.", undo=reverse("jobspecs:draft_restore", args=[found.pk]))
    return redirect("jobspecs:list")


@require_POST
def restore(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    found = draft_to_see(request, draft_id, discarded=True)
    operations.restore_draft(draft=found, by=member_of(request))
    return redirect_or_refresh(request, reverse("jobspecs:draft", args=[found.pk]))


def _context(draft: Draft, form: DescriptionForm | None = None) -> dict[str, Any]:
    return {"progress": progress_of(draft), "draft": draft, "form": form or DescriptionForm(initial={"text": draft.description})}
