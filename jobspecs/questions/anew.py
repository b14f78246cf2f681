"""Another wording of one question: by the engine that the settings name, checked; by the offline one where that is away."""

from __future__ import annotations

from collections.abc import Collection

from jobspecs.drafting.base import EngineAway
from jobspecs.questions.base import Brief, QuestionEngine, WrittenQuestion
from jobspecs.questions.checked import checked_questions
from jobspecs.questions.offline import OfflineQuestions


def written_anew(
    engine: QuestionEngine, brief: Brief, *, kind: str, key: str, avoid: Collection[str]
) -> tuple[WrittenQuestion, str]:
    """A question that measures this competency, unlike those in `avoid`, and a note for people where it is not the engine's.

    Raises QuestionsFailed where the offline engine has no further wording either.
    """
    note = ""
    if not isinstance(engine, OfflineQuestions):
        try:
            written = engine.write(brief, kind=kind, count=1, only=[key], avoid=avoid)
            kept, notes = checked_questions(written, brief, kind=kind, avoid=avoid)
        except EngineAway as away:
            note = f"The language model {away}: worded by the rules on this machine instead."
        else:
            if sound := next((question for question in kept if question.competency == key), None):
                return sound, ""
            note = " ".join([*notes, "Worded by the rules on this machine instead."])
    return OfflineQuestions().write(brief, kind=kind, count=1, only=[key], avoid=avoid)[0], note
