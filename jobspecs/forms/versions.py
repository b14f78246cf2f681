"""What every form that makes a version asks: over which version it was filled in, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict

OUT_OF_DATE = "This page is out of date. Reload it, then save again."
WHY = "Say why: interviews have been scored, and the reason stays with the version."


@dataclass(frozen=True)
class Why:
    """The field of the reason in plain values: what was typed, and what is wrong with it ("": nothing)."""

    text: str
    hint: str
    is_required: bool
    error: str


class VersionForm(forms.Form):
    """`base` is the number of the version that was looked at; the reason is asked for once anything is scored."""

    base = forms.IntegerField(
        min_value=1, widget=forms.HiddenInput, error_messages={"required": OUT_OF_DATE, "invalid": OUT_OF_DATE}
    )
    reason = forms.CharField(
        label="Why", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}), error_messages={"required": WHY}
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        base: int,
        name: str,
        reason_required: bool = False,
        initial: dict[str, Any] | None = None,
    ) -> None:
        """`name` begins the ids of the fields, since several of these forms stand on one page."""
        super().__init__(data, initial={"base": base} | (initial or {}), auto_id=f"{name}-%s")
        self.fields["reason"].required = reason_required
        self.fields["reason"].help_text = "Stays with the version." + (
            " Required: interviews have been scored." if reason_required else ""
        )

    def clean(self) -> dict[str, Any]:
        if self.has_error("base"):  # a hidden field: what is wrong with it is said above the others
            self.add_error(None, OUT_OF_DATE)
        return super().clean() or self.cleaned_data

    def take_focus(self) -> None:
        """Give the focus to the first field that is wrong, or else to the first: a form that opens in a panel has it."""
        shown = [name for name, field in self.fields.items() if not field.widget.is_hidden]
        wrong = [name for name in shown if self.is_bound and self.has_error(name)]
        for name in (wrong or shown)[:1]:
            self.fields[name].widget.attrs["autofocus"] = True

    @property
    def why(self) -> Why:
        field = self.fields["reason"]
        if not self.is_bound:
            return Why("", str(field.help_text), field.required, "")
        return Why(
            str(self["reason"].value() or ""), str(field.help_text), field.required, " ".join(map(str, self["reason"].errors))
        )

    @property
    def base_number(self) -> int:
        """The version that was looked at; only after `is_valid`."""
        return int(self.cleaned_data["base"])


def with_values(data: QueryDict, **values: object) -> QueryDict:
    """What was typed, with some of it replaced."""
    changed = data.copy()
    for name, value in values.items():
        changed[name] = str(value)
    return changed
