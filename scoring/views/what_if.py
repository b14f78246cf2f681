"""What a change of weights would do: asked while they are moved, answered beside them. Nothing of it is saved."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST

from config.http import is_fragment
from jobspecs.access import member_of, spec_to_edit
from jobspecs.forms.specs import PassMarkForm
from jobspecs.forms.weights import PREFIX, WeightsForm
from jobspecs.models import JobSpec
from jobspecs.operations.specs import set_pass_mark
from jobspecs.operations.versions import SpecArchived
from jobspecs.queries.page import competencies_of
from jobspecs.views.page import version_on_page, whole_page
from scoring.choices import Shown
from scoring.operations.disclosing import disclose
from scoring.queries.sight import coarse, hidden_of, how_many, tells_of_one
from scoring.queries.what_if import movers
from scoring.queries.what_if import what_if as moved_by


@require_POST
def what_if(request: HttpRequest, spec_id: UUID) -> HttpResponse:
    """How the mean, the ranks and who reaches the pass mark would move; names only where `names` asks for them."""
    spec = spec_to_edit(request, spec_id)
    return _answer(request, spec, PassMarkForm(initial={"pass_mark": spec.pass_mark}))


@require_POST
def pass_mark(request: HttpRequest, spec_id: UUID) -> HttpResponse:
    """Set the total that the team looks at, or take it away; then show what the weights would do to it."""
    spec = spec_to_edit(request, spec_id)
    form = PassMarkForm(request.POST)
    if form.is_valid():
        try:
            set_pass_mark(job_spec=spec, pass_mark=form.cleaned_data["pass_mark"], by=member_of(request))
        except SpecArchived as archived:
            form.add_error("pass_mark", str(archived))
        else:
            spec.pass_mark = form.cleaned_data["pass_mark"]
    return _answer(request, spec, form)


def _answer(request: HttpRequest, spec: JobSpec, marks: PassMarkForm) -> HttpResponse:
    """The panel for HTMX; the whole page, with the weights as they were typed, for everybody else."""
    version = version_on_page(spec)
    lines = competencies_of(version)
    form = WeightsForm(lines, base=version.number, reason_required=False, data=request.POST)
    context = {"spec": spec, "marks": marks, "kept": _kept(request), **_found(request, spec, form)}
    if is_fragment(request):
        return render(request, "scoring/_what_if.html", context)
    below = render_to_string("scoring/_what_if.html", context, request)
    return whole_page(request, spec, weights_form=form, below_weights=below)


def _kept(request: HttpRequest) -> list[tuple[str, str]]:
    """What was typed into the weights' form, to be sent along by the forms below it."""
    return [(name, str(value)) for name, value in request.POST.items() if name in ("base", "reason") or name.startswith(PREFIX)]


def _found(request: HttpRequest, spec: JobSpec, form: WeightsForm) -> dict[str, Any]:
    if not form.is_balanced:
        return {"is_balanced": False}
    user, version = member_of(request), version_on_page(spec)
    found = moved_by(spec, version, form.typed)
    there = hidden_of(user.pk, spec.pk).filter(candidate__erased_at__isnull=True)  # as what is found is
    hidden = how_many(there.filter(rubric__root__wordings=version.rubric_id))
    is_blind = hidden > 0
    told: dict[str, Any] = {
        "is_balanced": True,
        "is_saved": all(form.typed[line.key] == line.weight for line in form.lines),
        "found": found,
        "is_blind": is_blind,
        "is_hidden": tells_of_one(found.n, hidden),
        "before": _told(found.before, is_blind=is_blind),
        "after": _told(found.after, is_blind=is_blind),
        "places": 0 if is_blind else 1,
    }
    if "names" in request.POST and not is_blind:
        disclose(user=user, job_spec=spec, what=Shown.NAMES)
        told["movers"] = movers(spec, version, form.typed)
    return told


def _told(mean: Decimal | None, *, is_blind: bool) -> Decimal | None:
    """As the live panel tells it: exactly, two sets of weights would tell a single score."""
    return coarse(mean) if is_blind and mean is not None else mean
