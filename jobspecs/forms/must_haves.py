"""One must-have."""

from __future__ import annotations

from django import forms
from django.http import QueryDict

from jobspecs.choices import MustHaveKind
from jobspecs.forms.versions import VersionForm
from jobspecs.operations.versions import MustHaveLine


class MustHaveForm(VersionForm):
    """A line and whether it is required. The reason is optional: must-haves are shown and never scored."""

    text = forms.CharField(
        label="Must-have",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 1}),
        error_messages={"required": "Write the must-have, or press Cancel."},
    )
    kind = forms.ChoiceField(choices=MustHaveKind.choices, widget=forms.RadioSelect, initial=MustHaveKind.REQUIRED)
    field_order = ["base", "text", "kind", "reason"]

    def __init__(self, data: QueryDict | None = None, *, base: int, line: MustHaveLine | None = None) -> None:
        initial = {"text": line.text, "kind": line.kind} if line else {}
        super().__init__(data, base=base, name="must-have", initial=initial)

    def line(self) -> MustHaveLine:
        """The must-have as typed; only after `is_valid`."""
        return MustHaveLine(self.cleaned_data["kind"], self.cleaned_data["text"])
