"""Inviting a member, and giving one a role in a spec."""

from __future__ import annotations

from django import forms

from jobspecs.choices import Role


class InviteForm(forms.Form):
    """An account for somebody who has none."""

    email = forms.EmailField(label="Email", max_length=254, error_messages={"required": "Whom do you want to invite?"})
    name = forms.CharField(max_length=120, required=False)
    administrator = forms.BooleanField(
        required=False, label="Administrator", help_text="Sees every spec, invites people, changes the organisation."
    )


class MemberForm(forms.Form):
    """Somebody's address and role; without an account they get one."""

    email = forms.EmailField(
        label="Email",
        max_length=254,
        error_messages={"required": "Whose address is it?"},
        widget=forms.EmailInput(attrs={"list": "addresses", "autocomplete": "off"}),
    )
    role = forms.ChoiceField(choices=Role.choices, initial=Role.REVIEWER)


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=Role.choices)
