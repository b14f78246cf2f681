"""A question as a person words it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from jobspecs.models import QuestionRevision
from jobspecs.queries.page import CompetencyLine
from jobspecs.questions.base import Guide

MOST_WORDS = 120
MOST_PROBES = 6


class QuestionForm(forms.Form):
    """Wording, competency, probes (one a line) and guide, over the wording (`base`) that the person looked at."""

    text = forms.CharField(
        label="Wording",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "A question needs words. To ask it of nobody any more, remove it."},
    )
    competency = forms.ChoiceField(label="Measures")  # its choices are the spec's
    probes = forms.CharField(
        label="Probes",
        required=False,
        max_length=4000,
        help_text="One a line. What may be asked further when an answer stays general.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    strong = forms.CharField(label="A strong answer", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    adequate = forms.CharField(
        label="An adequate answer", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    weak = forms.CharField(label="A weak answer", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    base = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(
        self, lines: Sequence[CompetencyLine], data: Any = None, *, auto_id: str, initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, auto_id=auto_id, initial=initial)
        choices = [(line.key, f"{line.name} ({line.weight})") for line in lines]
        current = self.initial.get("competency")
        if current and current not in dict(choices):  # it measures what is no longer scored
            choices.insert(0, (current, f"{current} (no longer scored)"))
        self.fields["competency"] = forms.ChoiceField(label="Measures", choices=choices)
        self.fields["text"].widget.attrs |= {"data-count": auto_id % "words", "autofocus": True}

    def clean_text(self) -> str:
        text = " ".join(self.cleaned_data["text"].split())
        words = len(text.split())
        if words > MOST_WORDS:
            raise forms.ValidationError(
                f"{words} words are too many for one question: keep it under {MOST_WORDS}, better under 60.", code="too_long"
            )
        return text

    def clean_probes(self) -> list[str]:
        probes = [" ".join(line.split()) for line in self.cleaned_data["probes"].splitlines() if line.strip()]
        if len(probes) > MOST_PROBES:
            raise forms.ValidationError(f"{MOST_PROBES} probes at most; here are {len(probes)}.", code="too_many")
        return probes

    @property
    def guide(self) -> Guide:
        given = self.cleaned_data
        return Guide(given["strong"].strip(), given["adequate"].strip(), given["weak"].strip())

    @property
    def has_error_inside_fold(self) -> bool:
        return any(self.errors.get(name) for name in ("probes", "strong", "adequate", "weak"))


def as_typed(revision: QuestionRevision, competency: str) -> dict[str, Any]:
    """What the form begins with."""
    return {
        "text": revision.text,
        "competency": competency,
        "probes": "\n".join(revision.probes),
        "strong": revision.strong,
        "adequate": revision.adequate,
        "weak": revision.weak,
        "base": revision.number,
    }
