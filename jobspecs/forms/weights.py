"""The weights of a version, as typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django import forms
from django.http import QueryDict

from jobspecs import coverage, weights
from jobspecs.forms.versions import VersionForm
from jobspecs.queries.page import CompetencyLine

PREFIX = "weight-"


class WeightField(forms.CharField):
    """A weight as a person writes it: 0.35, 0,35, 35 or 35 %."""

    def clean(self, value: Any) -> Decimal:
        text = super().clean(value)
        try:
            return weights.parse_weight(text)
        except weights.NotAWeight as wrong:
            raise forms.ValidationError(str(wrong), code="weight") from None


@dataclass(frozen=True)
class WeightRow:
    """One weight as the page shows it: what was typed, and what it was understood as."""

    key: str
    name: str
    why: str
    text: str
    value: Decimal | None
    start: int  # percent of those before it: where its part of the bar begins
    is_locked: bool
    error: str

    @property
    def percent(self) -> int | None:
        return None if self.value is None else int(self.value * 100)


class WeightsForm(VersionForm):
    """One field a competency, beside the version they were typed over, the locked ones and a reason."""

    def __init__(
        self, lines: Sequence[CompetencyLine], *, base: int, reason_required: bool, data: QueryDict | None = None
    ) -> None:
        super().__init__(data, base=base, name="weights", reason_required=reason_required)
        self.lines = lines
        for line in lines:
            message = {"required": f"Give {line.name} a weight."}
            self.fields[PREFIX + line.key] = WeightField(
                label=line.name, max_length=12, initial=line.weight, error_messages=message
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        understood = [cleaned[PREFIX + line.key] for line in self.lines if PREFIX + line.key in cleaned]
        balance = weights.balance_of(understood)
        if len(understood) == len(self.lines) and not balance.is_balanced:
            raise forms.ValidationError(out_of_balance(balance), code="balance")
        return cleaned

    @cached_property
    def typed(self) -> dict[str, Decimal]:
        """The weights that can be understood, by key."""
        if not self.is_bound:
            return {line.key: line.weight for line in self.lines}
        self.full_clean()
        return {line.key: self.cleaned_data[PREFIX + line.key] for line in self.lines if PREFIX + line.key in self.cleaned_data}

    @property
    def locked(self) -> frozenset[str]:
        """The keys whose weight stays when the rest is shared."""
        chosen = self.data.getlist("locked") if isinstance(self.data, QueryDict) else []
        return frozenset(chosen) & {line.key for line in self.lines}

    @property
    def balance(self) -> weights.Balance:
        return weights.balance_of(self.typed.values())

    @property
    def is_balanced(self) -> bool:
        """Every weight is one, and together they are 1.00."""
        return len(self.typed) == len(self.lines) and self.balance.is_balanced

    @cached_property
    def rows(self) -> list[WeightRow]:
        rows: list[WeightRow] = []
        start = 0
        for line in self.lines:
            field = self[PREFIX + line.key]
            value = self.typed.get(line.key)
            text = f"{value:.2f}" if value is not None else str(field.value() or "")
            error = " ".join(str(message) for message in field.errors)
            rows.append(WeightRow(line.key, line.name, line.why, text, value, start, line.key in self.locked, error))
            start += rows[-1].percent or 0
        return rows

    @property
    def new_gaps(self) -> list[coverage.Gap]:
        """What the questions would bear too little of with the weights as typed, and do not with the saved ones."""
        asked = {line.key: line.asked for line in self.lines}
        saved = coverage.gaps([(line.key, line.name, line.weight) for line in self.lines], asked)
        typed = [(line.key, line.name, self.typed.get(line.key, line.weight)) for line in self.lines]
        known = {gap.key for gap in saved}
        return [gap for gap in coverage.gaps(typed, asked) if gap.key not in known]

    @property
    def over(self) -> Decimal:
        """What is given too much; 0 or less where nothing is."""
        return -self.balance.missing

    @property
    def most(self) -> int:
        """How many percent the bar of all weights is long: 100, or more where too much is given."""
        return max(100, int(self.balance.total * 100))

    @property
    def bubble(self) -> float:
        """Where the bubble of the spirit level stands: in the middle at 1.00, always inside the glass."""
        return float(min(Decimal(62), max(Decimal(10), 36 + 60 * (self.balance.total - 1))))


def out_of_balance(balance: weights.Balance) -> str:
    """What is wrong with a sum that is not 1.00, and what to do."""
    if balance.missing > 0:
        return (
            f"Not saved: the weights sum to {balance.total:.2f}. Give the {balance.missing:.2f} that is left "
            "to one of them, or press “Share the rest”."
        )
    return (
        f"Not saved: the weights sum to {balance.total:.2f}. Take {-balance.missing:.2f} from one of them, "
        "or press “Share the rest”."
    )
