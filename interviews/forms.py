"""Parsing and messages of what members and candidates send."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from interviews.choices import InvitationStatus
from interviews.models import Candidate
from interviews.operations.answering import Save
from interviews.operations.invitations import Person
from interviews.queries import invited_emails
from interviews.texts import MOST_LETTERS
from jobspecs.models import JobSpec

MOST_PEOPLE = 200
MOST_LETTERS_A_LINE = 500  # a name, an address and what mail programs put between them
MOST_SAVES = 1_000_000_000
_ADDRESS = re.compile(r"[^\s<>,;\"']+@[^\s<>,;\"']+")


@dataclass(frozen=True)
class Problem:
    """A pasted line that cannot be invited, and why."""

    line: int
    text: str
    reason: str


class InviteForm(forms.Form):
    """People to invite, one a line, as they stand in a mail program or a table. What is wrong is told by line."""

    people = forms.CharField(
        label="Who is invited?",
        help_text="One person a line: name and e-mail address, in any usual way of writing them.",
        widget=forms.Textarea(attrs={"rows": 5, "placeholder": "Ana Novak <ana@example.com>", "spellcheck": "false"}),
        error_messages={"required": "Write at least one e-mail address."},
    )

    def __init__(self, *args: Any, job_spec: JobSpec, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.job_spec = job_spec
        self.good: list[Person] = []
        self.problems: list[Problem] = []

    def clean_people(self) -> str:
        text: str = self.cleaned_data["people"]
        lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
        if len(lines) > MOST_PEOPLE:
            raise ValidationError(f"These are {len(lines)} lines. Invite at most {MOST_PEOPLE} people at once.")
        # Never looked for in a long line: the pattern takes the square of its length.
        short = [line for _number, line in lines if len(line) <= MOST_LETTERS_A_LINE]
        emails = {match.group().lower() for line in short for match in _ADDRESS.finditer(line)}
        before = invited_emails(self.job_spec, emails)
        first_seen: dict[str, int] = {}
        for number, line in lines:
            person, reason = _read(line)
            key = person.email.lower()
            if not reason and key in first_seen:
                reason = f"the same address as in line {first_seen[key]}"
            elif not reason and key in before:
                reason = f"already invited ({before[key]})"
                if before[key] == InvitationStatus.WITHDRAWN.label.lower():
                    reason += ": use “Invite again” on the list of candidates"
            if reason:
                self.problems.append(Problem(number, line, reason))
            else:
                self.good.append(person)
            first_seen.setdefault(key, number)
        return text

    @property
    def left_over(self) -> str:
        """The lines that were not right, to be put back into the field."""
        return "\n".join(problem.text for problem in self.problems)


def _read(line: str) -> tuple[Person, str]:
    """The person of a line, and what is wrong with it (empty: nothing)."""
    if len(line) > MOST_LETTERS_A_LINE:
        return Person("", ""), "too long; put each person on a line of their own"
    found = _ADDRESS.findall(line)
    if len(found) != 1:
        return Person("", ""), "more than one address; put each on a line of its own" if found else "no e-mail address in it"
    email = found[0].removeprefix("mailto:").rstrip(".")
    name = " ".join(line.replace(found[0], " ").translate(str.maketrans('<>,;"\t()', "        ")).split())
    try:
        validate_email(email)
    except ValidationError:
        return Person(name, email), "this is not an e-mail address"
    if len(name) > 120 or len(email) > 254:
        return Person(name, email), "too long"
    return Person(name, email), ""


class EraseForm(forms.Form):
    """Erasing is confirmed by typing the name: it cannot be undone."""

    typed = forms.CharField(label="Type the name to confirm")

    def __init__(self, *args: Any, candidate: Candidate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.candidate = candidate
        self.fields["typed"].widget.attrs["autocomplete"] = "off"

    def clean_typed(self) -> str:
        typed: str = self.cleaned_data["typed"]
        if " ".join(typed.split()).casefold() != " ".join(self.candidate.shown_name.split()).casefold():
            raise ValidationError("This is not the name above. Nothing was erased.")
        return typed


class BeginForm(forms.Form):
    """Consent, and which words it was given to."""

    agree = forms.BooleanField(error_messages={"required": _("Please tick the box if you agree. Otherwise, see the other ways.")})
    words = forms.CharField(max_length=64, widget=forms.HiddenInput)


class AnswerText(forms.CharField):
    """The words exactly as they were typed; without the one letter that a database refuses."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, strip=False, **kwargs)

    def to_python(self, value: Any) -> str | None:
        return super().to_python(value.replace("\x00", "") if isinstance(value, str) else value)


class AnswerForm(forms.Form):
    """What one page (a browser tab) sends of one answer."""

    text = AnswerText()
    page = forms.CharField(required=False, max_length=16)
    base = forms.IntegerField(required=False, min_value=0, max_value=MOST_SAVES)
    turn = forms.IntegerField(required=False, min_value=0, max_value=MOST_SAVES)

    def save_of(self, *, insist: bool = False) -> Save:
        """A Save; what a page never sends counts as not known, so that it overwrites nothing."""
        self.full_clean()
        data = self.cleaned_data
        return Save(
            text=data.get("text") or "",
            page=data.get("page") or "",
            base=data.get("base") or 0,
            turn=data.get("turn") or 0,
            insist=insist,
        )


class CorrectionForm(forms.Form):
    """What was really said, and the number of the text that was on the page (`base`; 0 where there was none)."""

    text = forms.CharField(
        label="What was said",
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Word for word, as it was said: not better, not shorter. What was heard is kept beside it.",
        error_messages={"required": "Write down what was said. To leave this answer out, exclude it instead."},
    )
    base = forms.IntegerField(min_value=0, max_value=MOST_SAVES, widget=forms.HiddenInput)


class ConfirmForm(forms.Form):
    """The number of the text that was on the page, of which somebody says that it is right."""

    base = forms.IntegerField(min_value=0, max_value=MOST_SAVES)
