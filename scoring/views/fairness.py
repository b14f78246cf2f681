"""Fairness figures, for auditors alone. No page here names or links to a candidate."""

from __future__ import annotations

import csv
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from jobspecs.access import auditor, spec_to_audit
from jobspecs.models import JobSpec, User
from scoring.fairness.form import rows_of
from scoring.fairness.hiding import LEAST
from scoring.fairness.tables import FEWEST, MEASURES, Row, Table
from scoring.fairness.words import said
from scoring.queries.fairness import LABELS, Fairness, fairness_of, rates_in, specs_to_audit
from scoring.queries.sight import hidden_of, how_many

A_PAGE = 50
TITLES = {"sex": "By sex", "race": "By race/ethnicity", "both": "By both together"}


@require_safe
def specs(request: HttpRequest) -> HttpResponse:
    """Every job spec, with the way to its figures: an auditor need not be a member of any."""
    auditor(request)
    page = Paginator(specs_to_audit(), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "scoring/fairness_specs.html", {"page": page})


@never_cache
@require_safe
def fairness(request: HttpRequest, spec_id: UUID) -> HttpResponse:
    user, spec = auditor(request), spec_to_audit(request, spec_id)
    rates = rates_in(spec, user)
    found = _found(request, spec, user, rates=rates)
    context = {
        "spec": spec,
        "fairness": found,
        "tables": [_table(table) for table in found.tables],
        "rates": rates,
        "least": LEAST,
        "fewest": FEWEST,
    }
    return render(request, "scoring/fairness.html", context)


@never_cache
@require_safe
def as_file(request: HttpRequest, spec_id: UUID) -> HttpResponse:
    """The same figures as CSV, as hidden as on the page."""
    user, spec = auditor(request), spec_to_audit(request, spec_id)
    found = _found(request, spec, user, rates=rates_in(spec, user))
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")  # the mark makes spreadsheets read UTF-8
    response["Content-Disposition"] = f'attachment; filename="fairness-{spec.pk}.csv"'
    csv.writer(response).writerows(rows_of(found.tables, LABELS, _facts(spec, found)))
    return response


def _found(request: HttpRequest, spec: JobSpec, user: User, *, rates: bool) -> Fairness:
    """The figures. The median is somebody's total: an auditor who also rates sees it once nothing is hidden from them."""
    found = fairness_of(spec, _number(request))
    if rates and how_many(hidden_of(user.pk, spec.pk)):
        return replace(found, median=None)
    return found


def _number(request: HttpRequest) -> int | None:
    given = request.GET.get("version", "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 6 else None


def _facts(spec: JobSpec, found: Fairness) -> list[tuple[str, str]]:
    return [
        ("Job spec", spec.title),
        ("Date (UTC)", timezone.now().date().isoformat()),
        ("Completed interviews", str(found.completed)),
        ("Not decided yet, counted as not selected", str(found.undecided)),
        ("Scores under version", found.version.tag if found.version else "none"),
        ("Median of all scores", "" if found.median is None else f"{found.median:.0f}"),
    ]


def _table(table: Table) -> dict[str, Any]:
    return {"by": table.by, "title": TITLES[table.by], "rows": [_row(row) for row in table.rows], "table": table}


def _row(row: Row) -> dict[str, Any]:
    name = " · ".join(LABELS[part] for part in (row.race, row.sex) if part in LABELS)
    return {"name": name, "row": row} | {measure: said(row.figures[measure], measure) for measure in MEASURES}
