"""What was declared about must-haves, found by their texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django import template

from interviews.models import Declaration
from jobspecs.models import MustHave

register = template.Library()


@register.filter
def about(declared: Mapping[str, Declaration] | None, text: str) -> Declaration | None:
    """What was declared about the must-have with this text; None where nothing was."""
    return (declared or {}).get(text)


@register.filter
def beside(declared: Mapping[str, Declaration] | None, must_haves: Sequence[MustHave]) -> list[Declaration]:
    """What was declared about lines that are not among these: those of a version that was in force then."""
    shown = {must_have.text for must_have in must_haves}
    return [row for text, row in (declared or {}).items() if text not in shown]
