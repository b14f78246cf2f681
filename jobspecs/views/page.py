"""The page of a job spec, whole or one panel of it. Every panel's view answers through here."""

from __future__ import annotations

import json
from typing import Any, Literal

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django_htmx.http import trigger_client_event

from config.http import is_fragment, page_path
from jobspecs.access import MAY_EDIT
from jobspecs.choices import Role
from jobspecs.forms.weights import WeightsForm
from jobspecs.models import JobSpec, Version
from jobspecs.queries.page import drafting_of, page_facts
from jobspecs.queries.questions import questions_of

Panel = Literal["competencies", "weights", "must_haves"]


def version_on_page(spec: JobSpec) -> Version:
    """The current version; a spec is published with one."""
    if spec.current_version is None:
        raise Http404("This job spec has no version yet.")
    return spec.current_version


def rights_in(spec: JobSpec) -> dict[str, bool]:
    """What the page offers, from the role that the spec was fetched in. An archived spec is read until it is back."""
    role = spec.my_role  # type: ignore[attr-defined]  # annotated by specs_visible_to
    return {"may_edit": role in MAY_EDIT and not spec.is_archived, "may_own": role == Role.OWNER}


def page_context(spec: JobSpec, **panels: Any) -> dict[str, Any]:
    """Everything but the questions, in two queries; `panels` says in which state a panel is shown."""
    version = version_on_page(spec)
    lines, facts = page_facts(version)
    form = WeightsForm(lines, base=version.number, reason_required=facts.is_anything_scored)
    return {"spec": spec, "version": version, "lines": lines, "facts": facts, "weights_form": form} | rights_in(spec) | panels


def whole_page(request: HttpRequest, spec: JobSpec, **panels: Any) -> HttpResponse:
    context = page_context(spec, **panels)
    questions = questions_of(spec, context["lines"])
    whole = {"questions": questions, "drafting": drafting_of(spec), "tab": "overview"}
    return render(request, "jobspecs/spec.html", context | whole)


def panel_or_page(request: HttpRequest, spec: JobSpec, panel: Panel, **panels: Any) -> HttpResponse:
    """One panel for HTMX; for everybody else the whole page with that panel in it."""
    if is_fragment(request):
        return render(request, f"jobspecs/_{panel}.html", page_context(spec, **panels))
    return whole_page(request, spec, **panels)


def show_spec(request: HttpRequest, spec: JobSpec, *, focus: str = "") -> HttpResponse:
    """Show the spec as it now stands. HTMX fetches the page and swaps it in, so that focus and scroll stay.

    `focus` is the id of what is to have the focus, where the field or button that had it is gone.
    """
    url = reverse("jobspecs:spec", args=[spec.pk])
    if not is_fragment(request):
        row = focus.removesuffix("-edit")  # without script a row has no such button
        return HttpResponseRedirect(f"{url}#{row}" if row else url)
    is_there = page_path(request) == url
    response = HttpResponse()
    response["HX-Location"] = json.dumps({"path": url, "target": "body", "push": "false" if is_there else "true"})
    return trigger_client_event(response, "focus-next", {"id": focus}) if focus else response
