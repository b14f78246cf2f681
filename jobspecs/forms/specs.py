"""Title and level of a spec, and what is set for it as a whole."""

from __future__ import annotations

from django import forms

from jobspecs.choices import Level


class RenameForm(forms.Form):
    title = forms.CharField(max_length=200, error_messages={"required": "A job spec needs a title."})
    level = forms.ChoiceField(choices=Level.choices)


class PassMarkForm(forms.Form):
    """The total that a team looks at; empty: none."""

    pass_mark = forms.IntegerField(
        label="Pass mark",
        required=False,
        min_value=0,
        max_value=100,
        help_text="A total (0 to 100) that your team looks at. Nobody is decided by it. Empty: none.",
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class RecordingsForm(forms.Form):
    """For how many days recordings are kept; empty: as the organisation says."""

    recording_days = forms.IntegerField(
        label="Keep recordings for (days)",
        required=False,
        min_value=1,
        max_value=3650,
        help_text="From the day an interview ends. Empty: as long as the organisation says.",
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
