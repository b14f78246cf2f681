"""All under this version: what it would change, then the change itself. Going back is the same with the other version."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from config.http import redirect_or_refresh
from jobspecs.access import member_of, spec_to_edit
from jobspecs.models import JobSpec, Version
from scoring.operations import evaluating
from scoring.queries.evaluating import preview_of

LONG = 6  # digits that no version has


@require_http_methods(["GET", "HEAD", "POST"])
def evaluate_under(request: HttpRequest, spec_id: UUID) -> HttpResponse:
    """Show what "all under this version" would change (GET), or make it so (POST). `version` is a number; else the current."""
    spec = spec_to_edit(request, spec_id)
    version = _version(spec, (request.POST if request.method == "POST" else request.GET).get("version", ""))
    if request.method == "POST":
        return _make_current(request, spec, version)
    context = {
        "spec": spec,
        "preview": preview_of(spec, version, reader=member_of(request).pk),
        "others": [other for other in _of_one_root(spec, version) if other.pk != version.pk],
        "is_newest": version.pk == spec.current_version_id,
        "next": "candidates" if request.GET.get("next") == "candidates" else "",
        "tab": "candidates",
    }
    return render(request, "scoring/evaluate.html", context)


def _make_current(request: HttpRequest, spec: JobSpec, version: Version) -> HttpResponse:
    moved = evaluating.evaluate_all_under(job_spec=spec, version=version, by=member_of(request))
    which = "the current version" if version.pk == spec.current_version_id else f"v{version.number}"
    messages.success(request, f"{moved} now evaluated under {which}. Earlier evaluations are kept.")
    if request.POST.get("next") == "candidates":
        return redirect_or_refresh(request, reverse("scoring:candidates", args=[spec.pk]))
    return redirect_or_refresh(request, f"{reverse('jobspecs:spec', args=[spec.pk])}#live")


def _version(spec: JobSpec, number: str) -> Version:
    """The version of the spec with this number; the current one where none is named. 404 for what is none."""
    versions = spec.versions.select_related("rubric")
    if number and not (number.isascii() and number.isdecimal() and len(number) < LONG):
        raise Http404
    version = versions.filter(number=int(number)).first() if number else spec.current_version
    if version is None:
        raise Http404
    return version


def _of_one_root(spec: JobSpec, version: Version) -> list[Version]:
    return list(spec.versions.filter(rubric__root_id=version.rubric.root_id).order_by("-number"))
