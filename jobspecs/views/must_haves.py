"""Must-haves: added, edited in place, moved, made required or preferred, removed. Each makes a version."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from jobspecs.access import member_of, spec_to_edit
from jobspecs.choices import MustHaveKind
from jobspecs.forms.must_haves import MustHaveForm
from jobspecs.forms.versions import VersionForm, with_values
from jobspecs.models import JobSpec, Version
from jobspecs.operations.versions import MustHaveLine, SpecArchived, SpecChanged, must_haves_of, replace_must_haves
from jobspecs.queries.page import must_have_id
from jobspecs.views.page import panel_or_page, show_spec, version_on_page

BOTH = ["GET", "HEAD", "POST"]


@require_http_methods(BOTH)
def add(request: HttpRequest, spec_id: UUID) -> HttpResponse:
    """Add a must-have at the end."""
    spec = spec_to_edit(request, spec_id)
    form = MustHaveForm(request.POST or None, base=version_on_page(spec).number)
    if not form.is_valid():
        return _panel(request, spec, adding=True, form=form)
    lines = [*must_haves_of(version_on_page(spec)), form.line()]
    return _write(request, spec, form, lines, f"Added must-have “{form.line().text}”", focus=_edits(lines[-1]), adding=True)


@require_http_methods(BOTH)
def edit(request: HttpRequest, spec_id: UUID, position: int) -> HttpResponse:
    """Edit a must-have in its place."""
    spec = spec_to_edit(request, spec_id)
    version = version_on_page(spec)
    if request.method != "POST":
        form = MustHaveForm(base=version.number, line=_lines(spec, position)[position - 1])
        return _panel(request, spec, editing=position, form=form)
    form = MustHaveForm(request.POST, base=version.number)
    lines = must_haves_of(version)
    if form.is_valid() and position <= len(lines):  # else somebody has removed it: the save below says so
        lines[position - 1] = replace(form.line(), sources=lines[position - 1].sources)  # where it came from stays
    focus = _edits(lines[position - 1]) if position <= len(lines) else ""
    return _write(request, spec, form, lines, "Edited a must-have", focus=focus, editing=position)


@require_POST
def retire(request: HttpRequest, spec_id: UUID, position: int) -> HttpResponse:
    """Remove a must-have; older versions keep it."""
    spec = spec_to_edit(request, spec_id)
    lines = _lines(spec, position)
    gone = lines.pop(position - 1)
    focus = _edits(lines[min(position, len(lines)) - 1]) if lines else "must-haves-add"
    return _write(request, spec, _plain_form(request, spec), lines, f"Removed must-have “{gone.text}”", focus=focus)


@require_POST
def move(request: HttpRequest, spec_id: UUID, position: int) -> HttpResponse:
    """Move a must-have one place up or down; at the end nothing happens."""
    spec = spec_to_edit(request, spec_id)
    lines = _lines(spec, position)
    up = request.POST.get("direction") == "up"
    here, there = position - 1, position - 2 if up else position
    if not 0 <= there < len(lines):
        return show_spec(request, spec)
    lines[here], lines[there] = lines[there], lines[here]
    return _write(
        request, spec, _plain_form(request, spec), lines, f"Moved must-have “{lines[there].text}” {'up' if up else 'down'}"
    )


@require_POST
def turn(request: HttpRequest, spec_id: UUID, position: int) -> HttpResponse:
    """Make a required must-have preferred, or the other way round."""
    spec = spec_to_edit(request, spec_id)
    lines = _lines(spec, position)
    old = lines[position - 1]
    kind = MustHaveKind.PREFERRED if old.kind == MustHaveKind.REQUIRED else MustHaveKind.REQUIRED
    lines[position - 1] = replace(old, kind=kind)
    return _write(request, spec, _plain_form(request, spec), lines, f"Must-have “{old.text}” is now {kind}")


def _plain_form(request: HttpRequest, spec: JobSpec) -> VersionForm:
    return VersionForm(request.POST, base=version_on_page(spec).number, name="must-have")


def _lines(spec: JobSpec, position: int) -> list[MustHaveLine]:
    """The must-haves of the current version, among which there is this position."""
    lines = must_haves_of(version_on_page(spec))
    if not 1 <= position <= len(lines):
        raise Http404("This must-have is no longer part of the spec.")
    return lines


def _edits(line: MustHaveLine) -> str:
    """The id of the link on the page that edits this line."""
    return f"{must_have_id(line.text)}-edit"


def _write(
    request: HttpRequest,
    spec: JobSpec,
    form: VersionForm,
    lines: list[MustHaveLine],
    what: str,
    *,
    focus: str = "",
    **state: Any,
) -> HttpResponse:
    """Save all must-haves; whatever refuses it is said in the panel, with everything that was typed."""
    if not form.is_valid():
        return _panel(request, spec, form=form, **state)
    try:
        version = replace_must_haves(
            job_spec=spec,
            base=form.base_number,
            must_haves=lines,
            reason=form.cleaned_data["reason"] or what,
            by=member_of(request),
        )
    except SpecChanged as changed:
        state = _where_it_is_now(spec, form.base_number, changed.current, state)
        spec.current_version = changed.current
        form.data = with_values(request.POST, base=changed.current.number)
        return _panel(request, spec, form=form, changed=changed.current, **state)
    except SpecArchived as archived:
        form.add_error(None, str(archived))
        return panel_or_page(request, spec, "must_haves", must_haves={"form": form} | state, may_edit=True)
    messages.success(request, f"Saved as {version.tag}.")
    return show_spec(request, spec, focus=focus)


def _where_it_is_now(spec: JobSpec, base: int, current: Version, state: dict[str, Any]) -> dict[str, Any]:
    """The place, in the current version, of the line that was being edited; where it is gone, the edit becomes an addition."""
    if "editing" not in state:
        return state
    before = spec.versions.filter(number=base).first()
    lines = must_haves_of(before) if before else []
    now = must_haves_of(current)
    if state["editing"] > len(lines) or lines[state["editing"] - 1] not in now:
        return {"adding": True}
    return {"editing": now.index(lines[state["editing"] - 1]) + 1}


def _panel(request: HttpRequest, spec: JobSpec, **state: Any) -> HttpResponse:
    if state.get("adding") or state.get("editing"):
        state["form"].take_focus()
    return panel_or_page(request, spec, "must_haves", must_haves=state)
