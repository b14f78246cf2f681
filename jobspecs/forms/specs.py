"""Title and level of a spec."""

from __future__ import annotations

from django import forms

from jobspecs.choices import Level


class RenameForm(forms.Form):
    title = forms.CharField(max_length=200, error_messages={"required": "A job spec needs a title."})
    level = forms.ChoiceField(choices=Level.choices)
