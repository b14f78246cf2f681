"""The organisation: who invites, whom a candidate can ask, how long data is kept."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from jobspecs.access import member_of, organisation_to_edit
from jobspecs.forms.organisation import OrganisationForm, as_saved, missing_in
from jobspecs.operations.organisation import save_organisation


@require_http_methods(["GET", "HEAD", "POST"])
def organisation(request: HttpRequest) -> HttpResponse:
    saved = organisation_to_edit(request)
    form = OrganisationForm(request.POST or None, initial=as_saved(saved))
    if request.method == "POST" and form.is_valid():
        save_organisation(by=member_of(request), **form.cleaned_data)
        messages.success(request, "Saved. Candidates can be invited.")
        return redirect("jobspecs:organisation")
    return render(request, "jobspecs/organisation.html", {"form": form, "missing": missing_in(saved)})
