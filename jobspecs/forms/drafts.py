"""A job description, pasted or uploaded; and the filter of the list."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from jobspecs import uploads
from jobspecs.choices import Level, SpecStatus

LEAST_WORDS = 40
# White space that means nothing; the patterns that read lines take the square of its length.
_RUN = re.compile(r"[^\S\n]{20,}")


def checked_description(text: str) -> str:
    """A pasted description, tidied. Raises ValidationError for one that is too short, too long or no text."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()
    text = _RUN.sub(" ", text)
    words = len(text.split())
    if words < LEAST_WORDS:
        raise forms.ValidationError(
            f"{words} {'word is' if words == 1 else 'words are'} too few to draft from: paste the whole description, with what "
            f"the person will do and must bring ({LEAST_WORDS} words at least).",
            code="too_short",
        )
    if len(text) > uploads.MAX_CHARACTERS:
        raise forms.ValidationError(
            f"This is {len(text):,} characters long; {uploads.MAX_CHARACTERS:,} are read. Paste the description alone.",
            code="too_long",
        )
    if uploads.is_noise(text):
        raise forms.ValidationError("This is not readable text. Paste the words of the description.", code="not_text")
    return text


class DescriptionForm(forms.Form):
    """The text of a draft that stopped, to be changed before another try."""

    text = forms.CharField(
        label="Job description",
        widget=forms.Textarea(attrs={"rows": 14, "data-count": "words"}),
        error_messages={"required": "Paste the job description."},
    )

    def clean_text(self) -> str:
        return checked_description(self.cleaned_data["text"])


class NewSpecForm(forms.Form):
    """Text or a file. Where both are given the text counts: it is what the person sees (`left_out` names the file)."""

    text = forms.CharField(
        label="Paste the job description",
        required=False,
        widget=forms.Textarea(attrs={"rows": 14, "data-count": "words"}),
    )
    file = forms.FileField(
        label="Choose a file or drop it here",
        required=False,
        allow_empty_file=True,  # the reader says it better
        widget=forms.FileInput(attrs={"accept": ".pdf,.docx,.txt,.md"}),
    )

    left_out = ""
    source_name = ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        text, file = cleaned.get("text", ""), cleaned.get("file")
        if text.strip():
            self.left_out = file.name if file else ""
            self._take_text(text, file)
        elif file:
            self._take_file(file)
        elif not self.errors:
            self.add_error("text", forms.ValidationError("Paste a job description, or choose a file.", code="required"))
        return cleaned

    def _take_text(self, text: str, file: UploadedFile[Any] | None) -> None:
        try:
            self.cleaned_data["description"] = checked_description(text)
        except forms.ValidationError as error:
            self.add_error("text", error)
            if file:
                self.add_error("file", f"Not read: what you typed counts. Clear the text, then choose {file.name} again.")

    def _take_file(self, file: UploadedFile[Any]) -> None:
        name = (file.name or "")[:200]
        try:
            # One byte more than is allowed, so that what is too large is told and not read.
            text = uploads.text_of_upload(name, file.read(uploads.MAX_BYTES + 1))
            self.cleaned_data["description"] = checked_description(text)
        except uploads.UploadProblem as problem:
            self.add_error("file", forms.ValidationError(str(problem), code=problem.code))
        except forms.ValidationError as error:
            self.add_error("file", error)
        self.source_name = name


class ListForm(forms.Form):
    """What the list is searched for and filtered by. Nonsense filters nothing."""

    q = forms.CharField(required=False, max_length=200)
    status = forms.ChoiceField(required=False, choices=[*SpecStatus.choices, ("all", "All")])
    level = forms.ChoiceField(required=False, choices=[("", "Every level"), *Level.choices])

    @property
    def wanted(self) -> dict[str, str]:
        """words, status and level, as `SpecsListed` takes them."""
        self.is_valid()
        given = self.cleaned_data
        status = given.get("status") or SpecStatus.ACTIVE
        return {"words": given.get("q", ""), "status": "" if status == "all" else status, "level": given.get("level", "")}
