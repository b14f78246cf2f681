"""What never changes again, read once a process: the rows of sealed rubrics, the content of sealed versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from uuid import UUID

from jobspecs.models import MustHave, Rubric, RubricRow, Version, Weight

KEPT = 300


@dataclass(frozen=True)
class VersionContent:
    """What a version says beside its rubric; weights by competency. To be read only: others are given the same."""

    weights: Mapping[UUID, Decimal] = field(default_factory=dict)
    must_haves: Sequence[MustHave] = ()


def rows_of_rubric(rubric: Rubric) -> Sequence[RubricRow]:
    """The rows of a rubric in order, each with its competency. To be read only. One query, or none."""
    return (_rows_once if rubric.sealed_at else _rows)(rubric.pk)


def content_of(version: Version | None) -> VersionContent:
    """What a version says beside its rubric; nothing where there is no version. Two queries, or none."""
    if version is None:
        return VersionContent()
    return (_content_once if version.sealed_at else _content)(version.pk)


def _rows(rubric: UUID) -> Sequence[RubricRow]:
    return tuple(RubricRow.objects.filter(rubric=rubric).select_related("competency").order_by("position"))


def _content(version: UUID) -> VersionContent:
    weights = dict(Weight.objects.filter(version=version).values_list("competency_id", "value"))
    return VersionContent(weights, tuple(MustHave.objects.filter(version=version).order_by("position")))


_rows_once = lru_cache(maxsize=KEPT)(_rows)
_content_once = lru_cache(maxsize=KEPT)(_content)
