"""The weights of a version, as typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django import forms
from django.http import QueryDict

from jobspecs import weights
from jobspecs.balancing import Shown, shown
from jobspecs.forms.versions import VersionForm
from jobspecs.queries.page import CompetencyLine

PREFIX = "weight-"
LONGEST = 12  # characters


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
            self.fields[PREFIX + line.key] = WeightField(
                label=line.name, max_length=LONGEST, initial=line.weight, error_messages={"required": _give(line)}
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
        return [self._row(line, self.typed.get(line.key), self.locked) for line in self.lines]

    def _row(self, line: CompetencyLine, value: Decimal | None, locked: frozenset[str]) -> WeightRow:
        text = f"{value:.2f}" if value is not None else str(self[PREFIX + line.key].value() or "")
        return WeightRow(
            line.key, line.name, line.why, text, value, line.key in locked, self._error(line) if value is None else ""
        )

    def _error(self, line: CompetencyLine) -> str:
        return " ".join(str(message) for message in self[PREFIX + line.key].errors)

    @cached_property
    def shown(self) -> Shown:
        """What stands below the weights: whether they balance."""
        return shown(self.lines, self.typed, {line.key: self._error(line) for line in self.lines if line.key not in self.typed})


def check_of(lines: Sequence[CompetencyLine], data: QueryDict) -> Shown:
    """What a form of these weights would say of them, without a form: asked many times a second."""
    typed: dict[str, Decimal] = {}
    errors: dict[str, str] = {}
    for line in lines:
        try:
            typed[line.key] = _FIELD.clean(data.get(PREFIX + line.key))
        except forms.ValidationError as wrong:
            errors[line.key] = _give(line) if wrong.error_list[0].code == "required" else " ".join(wrong.messages)
    return shown(lines, typed, errors)


def _give(line: CompetencyLine) -> str:
    return f"Give {line.name} a weight."


_FIELD = WeightField(max_length=LONGEST)


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
