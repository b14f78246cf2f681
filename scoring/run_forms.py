"""What people ask of grading itself: a run over many interviews, another engine for a spec. Parsing and messages only."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from django import forms
from django.http import QueryDict

from scoring.queries.runs import Choosable

UNGRADED, AGAIN, SOME, MATCHING = "", "1", "some", "matching"
FIND = "find"  # the button that searches and orders nothing


class RunForm(forms.Form):
    """Grade what is not graded, everything again, or some interviews; by the spec's own engine or (`engines`) another."""

    again = forms.ChoiceField(label="Which interviews", required=False, widget=forms.RadioSelect, initial=UNGRADED)
    find = forms.CharField(
        label="Search by name or e-mail",
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    engine = forms.ChoiceField(label="Graded by", required=False)
    interviews = forms.MultipleChoiceField(
        label="Some interviews",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "One of the interviews is not a completed one of this job spec."},
    )
    mark = forms.CharField(required=False)  # Choosable.mark of what was shown

    def __init__(
        self, data: Any = None, *, own: str, engines: Sequence[tuple[str, str]], choosable: Choosable, find: str, **kwargs: Any
    ) -> None:
        """`own` is what the spec's engine is called; `find` is what `choosable` was searched for."""
        super().__init__(data, **kwargs)
        self.choosable = choosable
        names = ("again", "engine", "interviews")
        again, engine, chosen = (cast("forms.ChoiceField", self.fields[name]) for name in names)
        again.choices = [
            (UNGRADED, "Completed interviews that are not graded"),
            (AGAIN, "All completed interviews, again"),
            (SOME, "Some: those ticked below"),
            *([(MATCHING, f"All {choosable.matching} that match “{find}”")] if find else []),
        ]
        engine.choices = [("", f"The {own}, as all of this spec"), *((name, f"The {label}") for name, label in engines)]
        engine.help_text = "Scores of two engines are not comparable: another one is for trying it out." if engines else ""
        chosen.choices = choosable.interviews

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("again") == SOME and not cleaned.get("interviews") and "interviews" not in self.errors:
            self.add_error("interviews", "Tick at least one interview.")
        if cleaned.get("again") == MATCHING and cleaned.get("mark") != self.choosable.mark:
            self.add_error("again", f"Other interviews match by now than were shown: {self.choosable.matching}. Grade these?")
        return cleaned

    @property
    def is_again(self) -> bool:
        return bool(self.cleaned_data["again"] == AGAIN)

    @property
    def chosen(self) -> list[UUID] | None:
        """The interviews that a person has picked, or all that they were shown to match; None where it is not about some."""
        if self.cleaned_data["again"] == MATCHING:
            return list(self.choosable.fitting)
        if self.cleaned_data["again"] != SOME:
            return None
        return [UUID(key) for key in self.cleaned_data["interviews"]]


@dataclass(frozen=True)
class Picking:
    """What stands in the form while somebody looks for interviews: nothing is checked or ordered by it.

    `find` is what was searched for, which is what the page tells the matches of; not what is in the search box by now.
    """

    find: str = ""
    is_finding: bool = False
    ticked: tuple[UUID, ...] = ()
    again: str = UNGRADED
    engine: str = ""

    @property
    def initial(self) -> dict[str, Any]:
        """To fill the form with again. Who searches is about to pick."""
        again = self.again if self.find and self.again == MATCHING else SOME
        return {"find": self.find, "interviews": [str(key) for key in self.ticked], "again": again, "engine": self.engine}


def picking_of(data: QueryDict) -> Picking:
    """Read what was sent; what is no key is left out here, and refused by the form."""
    ticked = []
    for key in data.getlist("interviews"):
        with suppress(ValueError):
            ticked.append(UUID(key))
    is_finding = data.get("do") == FIND
    find = " ".join(data.get("find" if is_finding else "searched", "").replace("\x00", "").split())[:120]
    return Picking(find, is_finding, tuple(ticked), data.get("again", ""), data.get("engine", ""))


class SwitchForm(forms.Form):
    """Another engine for a spec, and whether what is graded is graded again by it."""

    engine = forms.ChoiceField(error_messages={"invalid_choice": "This engine is not set up, or grades this job spec already."})
    grade_again = forms.BooleanField(required=False)

    def __init__(self, data: Any = None, *, engines: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        cast("forms.ChoiceField", self.fields["engine"]).choices = list(engines)
