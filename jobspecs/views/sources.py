"""The description of a spec, with the sentences marked from which a piece of the draft came."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from config.http import is_fragment
from jobspecs.access import spec_to_see, version_to_see
from jobspecs.models import JobSpec, Version
from jobspecs.queries.sources import NoSuchPiece, passages_of, piece_of
from jobspecs.views.page import version_on_page


@require_safe
def description(request: HttpRequest, spec_id: UUID) -> HttpResponse:
    """The description as it was given. `piece` names what to mark the source of, as it stands in `version` (else the current)."""
    spec = spec_to_see(request, spec_id)
    name = request.GET.get("piece", "")
    try:
        piece = piece_of(spec, _version(request, spec), name) if name else None
    except NoSuchPiece:
        raise Http404("This is not part of the spec.") from None
    passages = passages_of(spec.description, piece.places if piece else ())
    marks = [passage.mark for passage in passages if passage.mark]
    context = {"spec": spec, "piece": piece, "passages": passages, "marks": marks}
    return render(request, f"jobspecs/{'_description' if is_fragment(request) else 'description'}.html", context)


def _version(request: HttpRequest, spec: JobSpec) -> Version:
    """The version in which the piece was seen; 404 where there is none of that number."""
    number = request.GET.get("version", "")
    if not number:
        return version_on_page(spec)
    if not (number.isascii() and number.isdigit() and len(number) < 8):
        raise Http404("There is no such version.")
    return version_to_see(request, spec.pk, int(number))
