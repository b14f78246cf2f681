"""When a person has to listen before anything is scored. docs/voice.md has the measurements behind the numbers."""

from __future__ import annotations

from interviews.speech.base import Transcript

SURE, UNSURE, TOO_FEW = "", "unsure", "too_few"

LOW_CONFIDENCE = 0.6  # a word under it is in doubt
MOST_IN_DOUBT = 0.15  # of the words
LEAST_WORDS_A_SECOND = 0.7  # of speech; slow speech has 1.5, quick speech 3
LEAST_SPEECH = 4.0  # seconds: of less, a rate says nothing


def doubt_of(transcript: Transcript) -> str:
    """ "" where the words can be taken for what was said; else why not, as `interviews.choices.Doubt` has it."""
    words = len(transcript.words)
    if not words:
        return TOO_FEW  # somebody was heard when the answer was kept
    if transcript.speech_seconds >= LEAST_SPEECH and words < LEAST_WORDS_A_SECOND * transcript.speech_seconds:
        return TOO_FEW
    if sum(word.confidence < LOW_CONFIDENCE for word in transcript.words) > MOST_IN_DOUBT * words:
        return UNSURE
    return SURE
