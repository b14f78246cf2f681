"""Competencies: added, edited in place, moved, removed, confirmed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.http import is_fragment
from jobspecs import weights
from jobspecs.access import member_of, spec_to_edit, spec_to_see
from jobspecs.forms.competencies import AddCompetencyForm, EditCompetencyForm
from jobspecs.forms.versions import VersionForm, with_values
from jobspecs.models import JobSpec, Version
from jobspecs.operations import competencies as operations
from jobspecs.operations.versions import SpecArchived, SpecChanged, confirm_rubric
from jobspecs.queries.page import CompetencyLine, competencies_of, questions_measuring, version_facts
from jobspecs.views.page import panel_or_page, show_spec, version_on_page

REFUSED = (SpecArchived, operations.LastCompetency, operations.StillAsked, weights.NoRoom)
BOTH = ["GET", "HEAD", "POST"]


@dataclass(frozen=True)
class Effect:
    """What becomes of one of the other weights."""

    name: str
    before: Decimal
    after: Decimal


@require_http_methods(BOTH)
def add(request: HttpRequest, spec_id: UUID) -> HttpResponse:
    """Add a competency; the form shows what that does to the other weights."""
    spec = spec_to_edit(request, spec_id)
    lines, required = _seen(spec)
    taken = frozenset(line.key for line in lines)
    data = request.POST if request.method == "POST" else None
    form = AddCompetencyForm(data, taken=taken, base=version_on_page(spec).number, reason_required=required)
    if data is None or not form.is_valid():
        return _panel(request, spec, adding=True, form=form, effect=_effect_of(lines, form["weight"].value()))

    def write() -> Version:
        found = form.cleaned_data
        return operations.add_competency(
            job_spec=spec,
            base=form.base_number,
            wording=form.wording(found["key"]),
            weight=found["weight"],
            reason=found["reason"] or f"Added {found['name']}",
            by=member_of(request),
        )

    return _write(request, spec, form, write, focus=f"competency-{form.cleaned_data['key']}-edit", adding=True)


@require_safe
def effect(request: HttpRequest, spec_id: UUID) -> HttpResponse:
    """What a new competency of this weight does to the others. Saves nothing."""
    lines = competencies_of(version_on_page(spec_to_edit(request, spec_id)))
    return render(request, "jobspecs/_effect.html", {"effect": _effect_of(lines, request.GET.get("weight", ""))})


@require_safe
def levels(request: HttpRequest, spec_id: UUID, key: str) -> HttpResponse:
    """What an answer of each level shows: folded away on the page, and fetched when it is opened."""
    spec = spec_to_see(request, spec_id)
    line = _line(competencies_of(version_on_page(spec)), key)
    name = "jobspecs/_levels.html" if is_fragment(request) else "jobspecs/levels.html"
    return render(request, name, {"spec": spec, "line": line})


@require_http_methods(BOTH)
def edit(request: HttpRequest, spec_id: UUID, key: str) -> HttpResponse:
    """Edit a competency in its place."""
    spec = spec_to_edit(request, spec_id)
    lines, required = _seen(spec)
    data = request.POST if request.method == "POST" else None
    if data is not None and key not in {line.key for line in lines}:
        return _edit_of_a_removed_one(request, spec, key)
    line = _line(lines, key)
    form = EditCompetencyForm(data, line=line, base=version_on_page(spec).number, reason_required=required)
    if data is None or not form.is_valid():
        return _panel(request, spec, editing=key, form=form)

    def write() -> Version:
        return operations.reword_competency(
            job_spec=spec,
            base=form.base_number,
            wording=form.wording(key),
            meaning_changed=form.meaning_changed,
            reason=form.cleaned_data["reason"] or f"Reworded {form.cleaned_data['name']}",
            by=member_of(request),
        )

    return _write(request, spec, form, write, focus=f"competency-{key}-edit", editing=key)


@require_http_methods(BOTH)
def retire(request: HttpRequest, spec_id: UUID, key: str) -> HttpResponse:
    """Remove a competency, after a confirmation that says what becomes of its weight and its questions."""
    spec = spec_to_edit(request, spec_id)
    lines, required = _seen(spec)
    line = _line(lines, key)
    data = request.POST if request.method == "POST" else None
    form = VersionForm(data, base=version_on_page(spec).number, name="competency", reason_required=required)
    if data is None or not form.is_valid():
        return _panel(request, spec, retiring=key, form=form, **_retiring(spec, lines, key))

    def write() -> Version:
        return operations.retire_competency(
            job_spec=spec,
            base=form.base_number,
            key=key,
            reason=form.cleaned_data["reason"] or f"Removed {line.name}",
            by=member_of(request),
        )

    return _write(request, spec, form, write, focus=_next_to(lines, key), retiring=key, **_retiring(spec, lines, key))


@require_POST
def move(request: HttpRequest, spec_id: UUID, key: str) -> HttpResponse:
    """Move a competency one place up or down."""
    spec = spec_to_edit(request, spec_id)
    _line(competencies_of(version_on_page(spec)), key)
    form = VersionForm(request.POST, base=version_on_page(spec).number, name="competency")
    if not form.is_valid():
        return _panel(request, spec, form=form)
    up = request.POST.get("direction") == "up"

    def write() -> Version:
        return operations.move_competency(job_spec=spec, base=form.base_number, key=key, up=up, by=member_of(request))

    return _write(request, spec, form, write)


@require_http_methods(BOTH)
def confirm(request: HttpRequest, spec_id: UUID) -> HttpResponse:
    """Show the levels to be read; a POST notes that they fit, for exactly the rubric that was shown."""
    spec = spec_to_edit(request, spec_id)
    version = version_on_page(spec)
    if request.method == "POST":
        if request.POST.get("rubric") != str(version.rubric_id):
            return _panel(request, spec, confirming=True, changed=version)
        try:
            confirm_rubric(rubric=version.rubric, by=member_of(request))
        except SpecArchived as archived:
            form = VersionForm(request.POST, base=version.number, name="competency")
            form.add_error(None, str(archived))
            return _panel(request, spec, form=form)
        messages.success(request, "Noted: you have read these levels and they fit.")
        return show_spec(request, spec, focus="competencies-add")
    return _panel(request, spec, confirming=True)


def _write(
    request: HttpRequest, spec: JobSpec, form: VersionForm, write: Callable[[], Version], *, focus: str = "", **state: Any
) -> HttpResponse:
    """Run one operation; whatever refuses it is said in the panel, with everything that was typed."""
    try:
        version = write()
    except SpecChanged as changed:
        spec.current_version = changed.current
        form.data = with_values(request.POST, base=changed.current.number)
        return _panel(request, spec, form=form, changed=changed.current, **state)
    except REFUSED as refused:
        form.add_error(None, str(refused))
        return panel_or_page(request, spec, "competencies", competencies={"form": form} | state, may_edit=True)
    if version.number != form.base_number:
        messages.success(request, f"Saved as {version.tag}.")
    return show_spec(request, spec, focus=focus)


def _edit_of_a_removed_one(request: HttpRequest, spec: JobSpec, key: str) -> HttpResponse:
    """Somebody removed the competency while it was being edited: what was typed is offered as an addition."""
    lines, required = _seen(spec)
    version = version_on_page(spec)
    typed = with_values(request.POST, base=version.number, key=key, weight=request.POST.get("weight", "0.10"))
    taken = frozenset(line.key for line in lines)
    form = AddCompetencyForm(typed, taken=taken, base=version.number, reason_required=required)
    return _panel(request, spec, adding=True, form=form, effect=_effect_of(lines, typed["weight"]), changed=version)


def _panel(request: HttpRequest, spec: JobSpec, **state: Any) -> HttpResponse:
    if state.get("adding") or state.get("editing"):
        state["form"].take_focus()
    return panel_or_page(request, spec, "competencies", competencies=state)


def _seen(spec: JobSpec) -> tuple[list[CompetencyLine], bool]:
    """The competencies of the current version, and whether a change of them needs a reason."""
    version = version_on_page(spec)
    return competencies_of(version), version_facts(version).is_anything_scored


def _line(lines: list[CompetencyLine], key: str) -> CompetencyLine:
    for line in lines:
        if line.key == key:
            return line
    raise Http404("This competency is no longer part of the spec.")


def _next_to(lines: list[CompetencyLine], key: str) -> str:
    """Where the focus goes when a competency is removed: to the one that takes its place, or else to the last."""
    here = next(at for at, line in enumerate(lines) if line.key == key)
    left = [line.key for line in lines if line.key != key]
    return f"competency-{left[min(here, len(left) - 1)]}-edit" if left else "competencies-add"


def _effect_of(lines: list[CompetencyLine], typed: object) -> list[Effect]:
    """The other weights before and after one of this weight has come; nothing while it is no weight."""
    try:
        weight = weights.parse_weight(str(typed))
        after = operations.weights_with({line.key: line.weight for line in lines}, "", weight)
    except (weights.NotAWeight, weights.NoRoom):
        return []
    return [Effect(line.name, line.weight, after[line.key]) for line in lines]


def _retiring(spec: JobSpec, lines: list[CompetencyLine], key: str) -> dict[str, Any]:
    """What a confirmation of a removal shows."""
    asked = questions_measuring(spec, key)
    try:
        after = operations.weights_without({line.key: line.weight for line in lines}, key)
    except operations.LastCompetency as last:
        return {"refused": str(last), "questions": asked}
    others = [line for line in lines if line.key != key]
    return {"effect": [Effect(line.name, line.weight, after[line.key]) for line in others], "questions": asked}
