"""Parsing of what candidates say around the questions."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from interviews.choices import Declared, RaceEthnicity, Sex
from interviews.models import Declaration
from interviews.operations.declaring import Said
from interviews.texts import kept
from jobspecs.models import MustHave

MOST_LINE = 300
ANSWERS = [(Declared.YES, _("Yes")), (Declared.PARTLY, _("Partly")), (Declared.NO, _("No")), ("", _("No answer"))]


@dataclass(frozen=True)
class DeclareRow:
    """One must-have with its two fields."""

    must_have: MustHave
    said: BoundField
    line: BoundField


def _name_of(must_have: MustHave) -> str:
    """The same line has the same name under every version: what is typed outlives a version saved meanwhile."""
    return hashlib.sha256(must_have.text.encode()).hexdigest()[:16]


class DeclareForm(forms.Form):
    """Yes, partly, no or no answer to each must-have, and a line where wanted. `lines` says which ones were on the page."""

    lines = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, must_haves: Sequence[MustHave], declared: Mapping[str, Declaration], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.must_haves = list(must_haves)
        self.digest = hashlib.sha256("\n".join(map(_name_of, self.must_haves)).encode()).hexdigest()
        self.initial["lines"] = self.digest
        for must_have in self.must_haves:
            name, row = _name_of(must_have), declared.get(must_have.text)
            self.fields[f"said-{name}"] = forms.ChoiceField(
                required=False, choices=ANSWERS, widget=forms.RadioSelect, initial=row.said if row else ""
            )
            self.fields[f"line-{name}"] = forms.CharField(
                required=False,
                max_length=MOST_LINE,
                initial=row.line if row else "",
                label=_("Anything to add"),
                widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": None}),
            )

    @property
    def rows(self) -> list[DeclareRow]:
        names = [(must_have, _name_of(must_have)) for must_have in self.must_haves]
        return [DeclareRow(must_have, self[f"said-{name}"], self[f"line-{name}"]) for must_have, name in names]

    @property
    def is_of_these_lines(self) -> bool:
        """False where somebody has changed the must-haves while the page was open."""
        return bool(self.data.get("lines") == self.digest)

    def clean(self) -> dict[str, Any] | None:
        for name in map(_name_of, self.must_haves):
            if self.cleaned_data.get(f"line-{name}") and self.cleaned_data.get(f"said-{name}") == "":
                self.add_error(f"line-{name}", _("Choose yes, partly or no for these words, or take them out."))
        return super().clean()

    def said(self) -> dict[MustHave, Said | None]:
        """What is right in it; what is not is left out, as it was before."""
        found: dict[MustHave, Said | None] = {}
        for must_have in self.must_haves:
            name = _name_of(must_have)
            if f"said-{name}" not in self.data or f"said-{name}" in self.errors or f"line-{name}" in self.errors:
                continue
            said, line = self.cleaned_data[f"said-{name}"], kept(self.cleaned_data[f"line-{name}"])[:MOST_LINE]
            found[must_have] = Said(Declared(said), line) if said else None
        return found


NOT_SAID = "none"  # a choice of its own: who leaves a question alone has chosen nothing
ODD = {"invalid_choice": _("Choose one of these, or none.")}  # without what was sent


def _choices(*labelled: tuple[str, Any]) -> list[tuple[str, Any]]:
    return [(NOT_SAID, _("Prefer not to say")), *labelled]


class AboutYouForm(forms.Form):
    """Sex and race/ethnicity by own choice. Nothing is chosen beforehand, and each stands by itself."""

    sex = forms.ChoiceField(
        label=_("Sex"),
        required=False,
        widget=forms.RadioSelect,
        error_messages=ODD,
        choices=_choices((Sex.FEMALE, _("Female")), (Sex.MALE, _("Male")), (Sex.OTHER, _("Another, or neither"))),
    )
    race_ethnicity = forms.ChoiceField(
        label=_("Race or ethnicity"),
        required=False,
        widget=forms.RadioSelect,
        error_messages=ODD,
        choices=_choices(
            (RaceEthnicity.HISPANIC, _("Hispanic or Latino")),
            (RaceEthnicity.WHITE, _("White")),
            (RaceEthnicity.BLACK, _("Black or African American")),
            (RaceEthnicity.PACIFIC, _("Native Hawaiian or Pacific Islander")),
            (RaceEthnicity.ASIAN, _("Asian")),
            (RaceEthnicity.NATIVE, _("Native American or Alaska Native")),
            (RaceEthnicity.TWO_OR_MORE, _("Two or more races")),
        ),
    )

    def said(self) -> dict[str, str | None]:
        """By field: what was chosen, "" for "prefer not to say", None where the question was left alone."""
        chosen = {name: self.cleaned_data[name] for name in self.fields}
        return {name: "" if value == NOT_SAID else value or None for name, value in chosen.items()}


class RetakeForm(forms.Form):
    """The invitation to answer one question again; the reason is told to the candidate."""

    reason = forms.CharField(
        label="What to tell the candidate",
        help_text="They read it as you write it here.",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say what went wrong: the candidate reads it."},
    )


class ExcludeForm(forms.Form):
    """Why an answer is taken out of the score."""

    reason = forms.CharField(
        label="What went wrong",
        help_text="Kept with the interview, for whoever reads the report.",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say what went wrong: the reason is kept with the interview."},
    )
