"""Parsing an endpoint of webhooks."""

from __future__ import annotations

from django import forms

from scoring.choices import WebhookEvent


class EndpointForm(forms.Form):
    """Where to send, and what. Whether anything is sent there at all is asked when it is kept."""

    url = forms.CharField(
        label="Address",
        max_length=500,
        strip=True,
        help_text="Begins with https:// and leads to the public internet.",
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "Where should it be sent?"},
    )
    events = forms.MultipleChoiceField(
        label="Tell it when",
        choices=WebhookEvent.choices,
        initial=WebhookEvent.values,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one."},
    )
