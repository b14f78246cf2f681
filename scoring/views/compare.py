"""Two to five candidates beside each other; with fewer, a list to choose from."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jobspecs.access import member_of, spec_to_see
from scoring.access import may_edit
from scoring.queries.compare import FEWEST, MOST, comparable_of, people_to_compare
from scoring.queries.compare import compare as compared

MOST_READ = 50  # keys in one address
LONGEST_SEARCH = 200


@require_safe
def compare(request: HttpRequest, spec_id: UUID) -> HttpResponse:
    """`who` names interviews, each in its own parameter. What is none of the spec's, or not handed in, is left out and said."""
    spec = spec_to_see(request, spec_id)
    wished = _keys(request.GET.getlist("who")[:MOST_READ])
    there = set(comparable_of(spec).filter(pk__in=wished).values_list("pk", flat=True))
    chosen = [key for key in wished if key in there]
    search = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH]
    fits = FEWEST <= len(chosen) <= MOST
    context = {
        "spec": spec,
        "chosen": chosen,
        "left_out": len(request.GET.getlist("who")[:MOST_READ]) > len(chosen),
        "too_many": len(chosen) > MOST,
        "most": MOST,
        "people": people_to_compare(spec, chosen, search),
        "search": search,
        "comparison": compared(spec, chosen, reader=member_of(request).pk) if fits else None,
        "may_edit": may_edit(spec),
        "tab": "candidates",
    }
    return render(request, "scoring/compare.html", context)


def _keys(texts: list[str]) -> list[UUID]:
    """What is a key among these, each once, in their order."""
    keys: dict[UUID, None] = {}
    for text in texts:
        try:
            keys[UUID(text)] = None
        except ValueError:
            continue
    return list(keys)
