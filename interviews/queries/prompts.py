"""Prompts as Cal says them."""

from __future__ import annotations

from interviews.models import SpokenPrompt
from jobspecs.models import Question


def spoken_prompt_of(question: Question) -> SpokenPrompt | None:
    """The current wording of a prompt, spoken or still to be; None where nobody has ordered it."""
    return SpokenPrompt.objects.filter(revision=question.current_revision_id).first()
