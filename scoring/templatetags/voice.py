"""The words of a spoken answer, each with the time at which it is said."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from scoring.quoting import Run

register = template.Library()
UNSURE = '<span class="visually-hidden"> (unsure)</span>'


@register.filter
def said(runs: Iterable[Run]) -> SafeString:
    """Runs as HTML: a word with a time is an element that a player finds by it; one that the engine doubts says so."""
    return mark_safe("".join(map(_said, runs)))  # noqa: S308  # every text is escaped below


def _said(run: Run) -> str:
    if run.at is None:
        return escape(run.text)
    kind = ' class="unsure"' if run.is_unsure else ""
    return f'<span data-at="{run.at:.2f}"{kind}>{escape(run.text)}{UNSURE if run.is_unsure else ""}</span>'
