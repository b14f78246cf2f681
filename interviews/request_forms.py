"""What a candidate asks for after handing in, and what a person writes back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from interviews.choices import RequestKind
from interviews.texts import kept

MOST_LETTERS = 4000
KINDS = [
    (RequestKind.LOOK_AGAIN, _("A person should look at my answers again")),
    (RequestKind.CORRECT, _("A fact is wrong: please correct it")),
    (RequestKind.EXPLAIN, _("Please explain to me how the result came about")),
]


class Words(forms.CharField):
    """A text as it is kept: one kind of line break, composed letters."""

    def to_python(self, value: Any) -> str:
        return kept(str(super().to_python(value) or ""))


class RequestForm(forms.Form):
    """One wish, with words where they are needed to do something about it."""

    kind = forms.ChoiceField(
        label=_("What do you ask for?"),
        choices=KINDS,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what you ask for."),
            "invalid_choice": _("Choose one of the three."),
        },
    )
    text = Words(
        label=_("In your words"),
        required=False,
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What should be looked at, or which fact is wrong and how it really is."),
        error_messages={
            "max_length": _("At most %(limit_value)d letters, please: these are %(show_value)d."),
            "null_characters_not_allowed": _("There is a sign in it that cannot be stored."),
        },
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("kind") == RequestKind.CORRECT and not cleaned.get("text") and "text" not in self.errors:
            self.add_error("text", _("Write which fact is wrong, and how it really is."))
        return cleaned

    @property
    def asked(self) -> RequestKind:
        return RequestKind(self.cleaned_data["kind"])
