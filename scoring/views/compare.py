"""Two to five candidates beside each other; with fewer, a list to choose from."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jobspecs.access import member_of, spec_to_see
from scoring.access import may_edit
from scoring.queries.comparable import FEWEST, MOST, OFFERED, named, people_to_compare
from scoring.queries.compare import columns_of
from scoring.queries.compare import compare as compared
from scoring.queries.compare_table import table_of

MOST_READ = 50  # keys in one address
LONGEST_SEARCH = 200


@require_safe
def compare(request: HttpRequest, spec_id: UUID) -> HttpResponse:
    """`who` names interviews, each in its own parameter. What is none of the spec's, or not handed in, is left out and said.

    Who else there is to choose from is read where the comparison does not stand yet, or with `choose`.
    """
    spec = spec_to_see(request, spec_id)
    wished = _keys(request.GET.getlist("who")[:MOST_READ])
    chosen = named(spec, wished) if len(wished) > MOST else []
    keys = [key for key, _ in chosen] or wished
    columns = columns_of(spec, keys, reader=member_of(request).pk) if len(keys) <= MOST else []
    chosen = chosen or [(column.interview.pk, column.name) for column in columns]
    search = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH]
    fits = FEWEST <= len(chosen) <= MOST
    comparison = compared(spec, columns) if fits else None
    context = {
        "spec": spec,
        "chosen": chosen,
        "left_out": len(request.GET.getlist("who")[:MOST_READ]) > len(chosen),
        "too_many": len(chosen) > MOST,
        "most": MOST,
        "offered": OFFERED,
        "people": people_to_compare(spec, chosen, search) if not fits or "choose" in request.GET else None,
        "search": search,
        "comparison": comparison,
        "table": table_of(comparison) if comparison else None,
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
