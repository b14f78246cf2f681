"""Parsing of what the pages of Part 2 send."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, TypeGuard

from django import forms
from django.utils.translation import gettext_lazy as _

from interviews.forms import MOST_SAVES, AnswerText
from interviews.operations.recording import PieceSent

MOST_NUMBER = 32_000  # takes and segments are counted in small integers
MOST_PIECES = 1_000_000
MOST_SEGMENTS = 1_000


class RecordForm(forms.Form):
    """Consent to be recorded, and which words it was given to."""

    agree = forms.BooleanField(error_messages={"required": _("Please tick the box if you agree. Otherwise, type your answers.")})
    words = forms.CharField(max_length=64, widget=forms.HiddenInput)


class PieceForm(forms.Form):
    """Where a piece belongs, and the checksum of its bytes."""

    take = forms.IntegerField(min_value=1, max_value=MOST_NUMBER)
    segment = forms.IntegerField(min_value=0, max_value=MOST_NUMBER)
    sequence = forms.IntegerField(min_value=0, max_value=MOST_PIECES)
    sha256 = forms.RegexField(r"^[0-9a-f]{64}\Z")

    def piece_of(self, data: bytes, media_type: str) -> PieceSent | None:
        """The piece with its bytes; None where it is not said which it is."""
        if not self.is_valid():
            return None
        return PieceSent(media_type=media_type[:60], data=data, **self.cleaned_data)


@dataclass(frozen=True)
class TakeEnded:
    """A take as the browser recorded it: how many pieces each of its segments has."""

    take: int
    segments: list[int]


def take_ended(body: bytes) -> TakeEnded | None:
    """What a browser says at the end of a take; None where it is not that."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):  # the second for very many brackets
        return None
    if not isinstance(said, dict):
        return None
    take, segments = said.get("take"), said.get("segments")
    if not _is_number(take, MOST_NUMBER) or not isinstance(segments, list) or not 0 < len(segments) <= MOST_SEGMENTS:
        return None
    return TakeEnded(take, segments) if all(_is_number(count, MOST_PIECES) for count in segments) else None


def _is_number(value: Any, most: int) -> TypeGuard[int]:
    return type(value) is int and 0 <= value <= most


class KeepForm(forms.Form):
    """Which take is the answer."""

    take = forms.IntegerField(min_value=1, max_value=MOST_NUMBER)


class CorrectionForm(forms.Form):
    """A transcript with its wrong words fixed; `base` is the number of the text that was on the page."""

    text = AnswerText()
    base = forms.IntegerField(min_value=0, max_value=MOST_SAVES)
