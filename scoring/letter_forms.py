"""A letter to a candidate, as a person writes it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from interviews.request_forms import Words
from scoring.letters import GAP

MOST_LETTERS = 8000


class LetterForm(forms.Form):
    """The text, whether the result is explained with it, and what the page showed when it was written."""

    text = Words(
        label="Your letter",
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 12}),
        error_messages={"required": "Write something first."},
    )
    explains = forms.BooleanField(
        label="and explain the result",
        required=False,
        help_text="Their page then shows, in plain words, what was asked, the levels, and the words that these rest on.",
    )
    # Written by the page itself; what is no key of ours counts as "none".
    decision = forms.CharField(required=False, widget=forms.HiddenInput, max_length=40)
    newest = forms.CharField(required=False, widget=forms.HiddenInput, max_length=40)

    def __init__(self, *args: Any, may_explain: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_explain:
            del self.fields["explains"]

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if GAP in text:
            raise ValidationError(f"Write in place of {GAP} what you have to say.")
        return text

    @property
    def is_explained(self) -> bool:
        return bool(self.cleaned_data.get("explains"))
