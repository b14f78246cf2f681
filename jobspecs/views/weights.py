"""Scoring Weights: checked while the hand drags, shared, saved."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.http import require_POST

from config.pure import rendered
from jobspecs import weights
from jobspecs.access import lines_to_weigh, member_of, spec_to_edit
from jobspecs.forms.versions import with_values
from jobspecs.forms.weights import PREFIX, WeightsForm, check_of
from jobspecs.models import JobSpec, Version
from jobspecs.operations import versions as operations
from jobspecs.queries.page import competencies_of, version_facts
from jobspecs.views.page import panel_or_page, show_spec, version_on_page


@dataclass(frozen=True)
class Compared:
    """One weight three times: where the typing began, as somebody saved it, as it was typed."""

    name: str
    before: Decimal | None
    theirs: Decimal | None
    yours: str

    @property
    def is_moved(self) -> bool:
        return self.before != self.theirs


def weights_form(request: HttpRequest, spec: JobSpec, data: QueryDict | None = None) -> WeightsForm:
    """What was posted, over the weights of the current version."""
    version = version_on_page(spec)
    required = version_facts(version).is_anything_scored
    return WeightsForm(competencies_of(version), base=version.number, reason_required=required, data=data or request.POST)


@require_POST
def check_weights(request: HttpRequest, spec_id: UUID) -> HttpResponse:
    """Say whether the weights being dragged balance. Saves nothing."""
    found = check_of(lines_to_weigh(request, spec_id), request.POST)
    return HttpResponse(rendered("jobspecs/_balance.html", {"shown": found}))


@require_POST
def share_weights(request: HttpRequest, spec_id: UUID) -> HttpResponse:
    """Spread what is missing or over among the unlocked weights. Saves nothing."""
    spec = spec_to_edit(request, spec_id)
    form = weights_form(request, spec)
    if len(form.typed) < len(form.lines):
        return panel_or_page(request, spec, "weights", weights_form=form)
    try:
        shared = weights.share_the_rest(form.typed, form.locked)
    except weights.NoRoom as no_room:
        return panel_or_page(request, spec, "weights", weights_form=form, no_room=str(no_room))
    data = with_values(request.POST, **{PREFIX + key: value for key, value in shared.items()})
    return panel_or_page(request, spec, "weights", weights_form=weights_form(request, spec, data), shared=True)


@require_POST
def save_weights(request: HttpRequest, spec_id: UUID) -> HttpResponse:
    """Make a version with other weights."""
    spec = spec_to_edit(request, spec_id)
    form = weights_form(request, spec)
    is_valid = form.is_valid()
    base, newest = form.cleaned_data.get("base"), version_on_page(spec)
    if base is not None and base != newest.number:  # said first: the errors may come of what has changed
        return _after_somebody_else(request, spec, base, newest)
    if not is_valid:
        return panel_or_page(request, spec, "weights", weights_form=form)
    try:
        version = operations.replace_weights(
            job_spec=spec,
            base=form.base_number,
            weights=form.typed,
            reason=form.cleaned_data["reason"],
            by=member_of(request),
        )
    except operations.SpecChanged as changed:
        return _after_somebody_else(request, spec, form.base_number, changed.current)
    except operations.ReasonMissing as missing:  # the first interview was scored while this was typed
        form.add_error("reason", str(missing))
        return panel_or_page(request, spec, "weights", weights_form=form)
    except operations.SpecArchived as archived:
        form.add_error(None, str(archived))
        return panel_or_page(request, spec, "weights", weights_form=form, may_edit=True)
    messages.success(request, f"Saved as {version.tag}. Past evaluations keep their weights.")
    return show_spec(request, spec)


def _after_somebody_else(request: HttpRequest, spec: JobSpec, base: int, theirs: Version) -> HttpResponse:
    """Show what somebody else saved beside what was typed; saving once more puts the typed over theirs."""
    before = spec.versions.filter(number=base).first()
    old = {line.key: line.weight for line in competencies_of(before)} if before else {}
    spec.current_version = theirs
    new = {line.key: line for line in competencies_of(theirs)}
    texts = {name.removeprefix(PREFIX): str(text) for name, text in request.POST.items() if name.startswith(PREFIX)}
    missing = {PREFIX + key: line.weight for key, line in new.items() if key not in texts}
    form = weights_form(request, spec, with_values(request.POST, base=theirs.number, **missing))
    compared = [
        Compared(new[key].name if key in new else key, old.get(key), new[key].weight if key in new else None, texts.get(key, "—"))
        for key in [*new, *(key for key in old if key not in new)]
    ]
    return panel_or_page(request, spec, "weights", weights_form=form, changed=theirs, compared=compared, base_number=base)
