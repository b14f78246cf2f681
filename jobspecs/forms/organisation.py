"""The one organisation of this installation."""

from __future__ import annotations

from typing import Any

from django import forms

from jobspecs.models import Organisation

MISSING = {
    "name": "the name of the organisation",
    "contact_name": "a human contact",
    "contact_email": "the contact's email",
    "alternative_route": "another way to take part",
}


class OrganisationForm(forms.Form):
    """All of it is needed before candidates can be invited."""

    name = forms.CharField(
        max_length=120,
        label="Name",
        help_text="Candidates read: “a person at … decides”.",
        error_messages={"required": "Candidates must know who invites them."},
    )
    contact_name = forms.CharField(
        max_length=120,
        label="Human contact",
        help_text="Whom a candidate can ask. On every page they see.",
        error_messages={"required": "Candidates must have somebody to ask."},
    )
    contact_email = forms.EmailField(label="The contact's email", error_messages={"required": "Where do candidates write?"})
    alternative_route = forms.CharField(
        max_length=2000,
        label="Another way to take part",
        error_messages={"required": "Somebody who cannot take this interview must have another way."},
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What a candidate does who does not want this interview, or cannot take it. Nobody may lose by asking.",
    )
    retention_days = forms.IntegerField(
        min_value=1,
        max_value=3650,
        label="Keep candidates' data for (days)",
        help_text="From the day an interview ends. Then words and recordings are erased. A spec may say otherwise.",
    )
    recording_days = forms.IntegerField(
        min_value=1,
        max_value=3650,
        label="Keep recordings for (days)",
        help_text="From the day an interview ends. Then what was said is deleted; its words stay. Candidates are told before.",
    )
    invitation_days = forms.IntegerField(
        min_value=1, max_value=365, label="A link is good for (days)", help_text="You can renew a link at any time."
    )


def as_saved(organisation: Organisation | None) -> dict[str, Any]:
    """What the form begins with; the defaults of the table where nothing is saved yet."""
    saved = organisation or Organisation()
    fields = ("name", "contact_name", "contact_email", "alternative_route", "retention_days", "recording_days", "invitation_days")
    return {name: getattr(saved, name) for name in fields}


def missing_in(organisation: Organisation | None) -> list[str]:
    """What must be known before candidates can be invited, in words."""
    return [words for name, words in MISSING.items() if not getattr(organisation, name, "")]
