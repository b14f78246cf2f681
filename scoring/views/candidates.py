"""The Candidates tab."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from interviews.choices import InvitationStatus
from jobspecs.access import member_of, spec_to_see
from scoring.access import invitation_to_see, may_edit
from scoring.choices import Outcome
from scoring.queries.candidates import ASKS, TO_HEAR, TO_REVIEW, Wish
from scoring.queries.found import PAGE, Found, totals_of
from scoring.queries.lines import rows_of
from scoring.queries.places import Listing, row_of
from scoring.queries.ranking import near_the_top

STATUSES = [
    ("", "All"),
    (TO_REVIEW, "To review"),
    (TO_HEAR, "Needs a listener"),
    (ASKS, "Asks for something"),
    *InvitationStatus.choices,
    *((o.value, f"Decision: {o.label}") for o in Outcome),
]
SORTS = [("", "By rank"), ("name", "By name"), ("-invited", "Newest first"), ("invited", "Oldest first")]


@require_safe
def row(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """One line of the list, asked for while an interview is being written down or graded: 204 until it is over."""
    invitation = invitation_to_see(request, invitation_id)
    spec = invitation.job_spec
    reader = member_of(request).pk
    found = row_of(spec, invitation.pk, reader=reader)
    near = near_the_top(spec, reader=reader, among=totals_of(found))
    shown = rows_of(found, spec, near_top=near.interviews, may_edit=may_edit(spec))[0]
    if shown.is_moving:
        return HttpResponse(status=204)
    return render(request, "scoring/_candidate.html", {"row": shown})


@require_safe
def candidates(request: HttpRequest, spec_id: UUID) -> HttpResponse:
    """Who was invited, how far they are, what came of it."""
    spec = spec_to_see(request, spec_id)
    wish = Wish(*(request.GET.get(name, "").replace("\x00", "").strip()[:120] for name in ("q", "status", "sort")))
    reader = member_of(request).pk
    listing: Any = Listing(spec, wish, reader=reader)  # a paginator needs no more than its length and slices
    page: Page[Found] = Paginator(listing, PAGE).get_page(request.GET.get("page"))
    found = list(page)
    near = near_the_top(spec, reader=reader, among=totals_of(found))
    rows = rows_of(found, spec, near_top=near.interviews, may_edit=may_edit(spec))
    kept = {"q": wish.search, "status": wish.status, "sort": wish.sort}
    query = urlencode({name: value for name, value in kept.items() if value})
    context = {
        "spec": spec,
        "wish": wish,
        "page": page,
        "rows": rows,
        "hidden": any(row.is_hidden for row in rows),
        "foreign": any(row.engine for row in rows),
        "movable": any(row.is_movable for row in rows),
        "query": f"{query}&" if query else "",
        "near_top": near,
        "statuses": STATUSES,
        "sorts": SORTS,
        "may_edit": may_edit(spec),
        "tab": "candidates",
    }
    return render(request, "scoring/candidates.html", context)
