"""What people type about an interview: a decision, ratings, a filter. Parsing and messages only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django import forms

from scoring.choices import Outcome
from scoring.levels import LEVEL_NAMES, LEVELS
from scoring.operations.judging import RatingGiven
from scoring.queries.findings import Finding

LONGEST_NOTE = 1000
LONGEST_REASON = 2000
LEVEL_CHOICES = [(str(level), f"{level} · {LEVEL_NAMES[level]}") for level in LEVELS]


@dataclass(frozen=True)
class DecisionShown:
    """The fields of a decision as the page shows them, with what was typed."""

    outcomes: tuple[tuple[str, str], ...]  # value, label
    outcome: str
    reason: str
    longest_reason: int
    outcome_error: str
    reason_error: str


class DecisionForm(forms.Form):
    """Advance, Hold or Decline, with a reason, and the evaluation that was on the page."""

    outcome = forms.ChoiceField(
        choices=Outcome.choices,
        error_messages={"required": "Choose Advance, Hold or Decline."},
    )
    reason = forms.CharField(
        max_length=LONGEST_REASON,
        error_messages={"required": "Say why, in a sentence."},
    )
    # What the page shows; written by the page itself, so that a second try refers to what is on it by then.
    seen = forms.UUIDField(required=False)
    newest = forms.CharField(required=False, max_length=40)  # the newest decision, "" for none

    def shown(self) -> DecisionShown:
        """What a person fills in, for the page."""
        outcome, reason = self["outcome"], self["reason"]
        return DecisionShown(
            outcomes=tuple(Outcome.choices),
            outcome=str(outcome.value() or ""),
            reason=str(reason.value() or ""),
            longest_reason=LONGEST_REASON,
            outcome_error=" ".join(map(str, outcome.errors)),
            reason_error=" ".join(map(str, reason.errors)),
        )


@dataclass(frozen=True)
class RatingRow:
    """One competency of the rating form as the page shows it; `options` are its five levels, each with its anchor."""

    key: str
    name: str
    definition: str
    options: tuple[tuple[str, str, str], ...]  # value, label, anchor
    level: str
    note: str
    longest_note: int
    level_error: str
    note_error: str


class RatingForm(forms.Form):
    """One person's level and note for each competency; what has no level chosen is not rated.

    It has fields once something is sent. Until then the page shows what the person has rated.
    """

    def __init__(self, data: Any = None, *, findings: Sequence[Finding]) -> None:
        super().__init__(data)
        self.findings = findings
        for finding in findings if self.is_bound else ():
            self.fields[f"level-{finding.key}"] = forms.TypedChoiceField(
                label=f"Your level for {finding.row.name}",
                choices=LEVEL_CHOICES,
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
            )
            self.fields[f"note-{finding.key}"] = forms.CharField(
                label=f"Your note on {finding.row.name}",
                max_length=LONGEST_NOTE,
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for finding in self.findings:
            if cleaned.get(f"note-{finding.key}") and cleaned.get(f"level-{finding.key}") is None:
                self.add_error(f"level-{finding.key}", "Choose a level for this note.")
        return cleaned

    @property
    def ratings(self) -> dict[UUID, RatingGiven]:
        """What was given, by competency."""
        return {
            finding.row.competency_id: RatingGiven(level, self.cleaned_data[f"note-{finding.key}"])
            for finding in self.findings
            if (level := self.cleaned_data[f"level-{finding.key}"]) is not None
        }

    def rows(self) -> list[RatingRow]:
        """Each competency with its two fields, for the page."""
        return [self._row(finding) for finding in self.findings]

    def _row(self, finding: Finding) -> RatingRow:
        mine = finding.mine
        level, note = (str(mine.level), mine.note) if mine else ("", "")
        row = RatingRow(
            key=finding.key,
            name=finding.row.name,
            definition=finding.row.definition,
            options=tuple((*choice, anchor) for choice, anchor in zip(LEVEL_CHOICES, finding.row.anchors, strict=True)),
            level=level,
            note=note,
            longest_note=LONGEST_NOTE,
            level_error="",
            note_error="",
        )
        return self._as_sent(row) if self.is_bound else row

    def _as_sent(self, row: RatingRow) -> RatingRow:
        level, note = self[f"level-{row.key}"], self[f"note-{row.key}"]
        return replace(
            row,
            level=str(level.value() or ""),
            note=str(note.value() or ""),
            level_error=" ".join(map(str, level.errors)),
            note_error=" ".join(map(str, note.errors)),
        )


class PassMarkForm(forms.Form):
    """The total that a team looks at; empty: none."""

    pass_mark = forms.IntegerField(
        label="Pass mark",
        required=False,
        min_value=0,
        max_value=100,
        help_text="A total (0 to 100) that your team looks at. Nobody is decided by it. Empty: none.",
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
