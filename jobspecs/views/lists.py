"""The list of job specs."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from config.http import is_fragment
from jobspecs.access import member_of
from jobspecs.forms.drafts import ListForm
from jobspecs.queries.drafts import progress_of
from jobspecs.queries.lists import SpecLine, SpecsListed, unfinished_drafts
from jobspecs.queries.specs import specs_visible_to

A_PAGE = 50


@require_safe
def specs(request: HttpRequest) -> HttpResponse:
    """All specs that the member may see; HTMX gets the rows alone, while they type."""
    user = member_of(request)
    form = ListForm(request.GET)
    wanted = form.wanted
    listed: Any = SpecsListed(user, **wanted, beginning=A_PAGE)  # counted and sliced, which is all that a paginator does
    page: Page[SpecLine] = Paginator(listed, A_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "lines": list(page), "query": _query(request.GET), "wanted": wanted}
    if not context["lines"]:
        context["has_any"] = specs_visible_to(user).exists()
    if is_fragment(request):
        return render(request, "jobspecs/_list.html", context)
    context["drafts"] = [progress_of(draft) for draft in unfinished_drafts(user)]
    return render(request, "jobspecs/list.html", context)


def _query(given: QueryDict) -> str:
    """The filter as the links to other pages repeat it."""
    kept = given.copy()
    kept.pop("page", None)
    return f"{kept.urlencode()}&" if kept else ""
