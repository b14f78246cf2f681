"""What people ask of grading itself: a run over many interviews, another engine for a spec. Parsing and messages only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from django import forms

UNGRADED, AGAIN, SOME = "", "1", "some"


class RunForm(forms.Form):
    """Grade what is not graded, everything again, or some interviews; by the spec's own engine or (`engines`) another."""

    again = forms.ChoiceField(
        label="Which interviews",
        choices=[
            (UNGRADED, "Completed interviews that are not graded"),
            (AGAIN, "All completed interviews, again"),
            (SOME, "Some: those ticked below"),
        ],
        required=False,
        widget=forms.RadioSelect,
        initial=UNGRADED,
    )
    engine = forms.ChoiceField(label="Graded by", required=False)
    interviews = forms.MultipleChoiceField(
        label="Some interviews",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "One of the interviews is not a completed one of this job spec."},
    )

    def __init__(
        self, data: Any = None, *, own: str, engines: Sequence[tuple[str, str]], interviews: Sequence[tuple[str, str]]
    ) -> None:
        """`own` is what the spec's engine is called; `interviews` are (key, name) of those that can be graded."""
        super().__init__(data)
        engine, chosen = cast("forms.ChoiceField", self.fields["engine"]), cast("forms.ChoiceField", self.fields["interviews"])
        engine.choices = [("", f"The {own}, as all of this spec"), *((name, f"The {label}") for name, label in engines)]
        engine.help_text = "Scores of two engines are not comparable: another one is for trying it out." if engines else ""
        chosen.choices = list(interviews)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("again") == SOME and not cleaned.get("interviews") and "interviews" not in self.errors:
            self.add_error("interviews", "Tick at least one interview.")
        return cleaned

    @property
    def is_again(self) -> bool:
        return bool(self.cleaned_data["again"] == AGAIN)

    @property
    def chosen(self) -> list[UUID] | None:
        """The interviews that a person has picked; None where it is not about some."""
        if self.cleaned_data["again"] != SOME:
            return None
        return [UUID(key) for key in self.cleaned_data["interviews"]]


class SwitchForm(forms.Form):
    """Another engine for a spec, and whether what is graded is graded again by it."""

    engine = forms.ChoiceField(error_messages={"invalid_choice": "This engine is not set up, or grades this job spec already."})
    grade_again = forms.BooleanField(required=False)

    def __init__(self, data: Any = None, *, engines: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        cast("forms.ChoiceField", self.fields["engine"]).choices = list(engines)
