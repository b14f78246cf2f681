"""The offline drafting engine: deterministic, without a network, explainable by the places in the description."""

from __future__ import annotations

from collections.abc import Sequence

from config.llm import Meter
from jobspecs.drafting.applying import tells_how_to_apply
from jobspecs.drafting.base import DraftedCompetency, DraftedMustHave, DraftedWeight, DraftingFailed, Reading
from jobspecs.drafting.choosing import competencies_of
from jobspecs.drafting.language import language_of
from jobspecs.drafting.levels import level_of
from jobspecs.drafting.phrases import NO_TITLE
from jobspecs.drafting.requirements import must_haves_of
from jobspecs.drafting.sections import posting_of
from jobspecs.drafting.selecting import LEAST
from jobspecs.drafting.titles import names_a_job, title_of
from jobspecs.drafting.weighing import weights_of

LEAST_WORDS = 25


class OfflineDrafting:
    """Reads sections and requirement lines, chooses from the competency library, weighs by emphasis."""

    name = "offline"

    def __init__(self, meter: Meter | None = None) -> None:
        """Costs nothing, so that the meter stays as it is."""

    def read(self, text: str) -> Reading:
        """Title, level and language. Raises DraftingFailed where there is too little to read."""
        words = [word for word in text.split() if any(character.isalpha() for character in word)]
        if len(words) < LEAST_WORDS:
            raise DraftingFailed(
                f"This description has {len(words)} word{'' if len(words) == 1 else 's'}: too few to draft from. "
                "Paste the whole description, with what the person will do and must bring."
            )
        posting = posting_of(text)
        title = title_of(posting)
        if (title == NO_TITLE or not names_a_job(title)) and tells_how_to_apply(posting):
            raise DraftingFailed(
                "This reads like a page on how to apply, not like the description of a job: it names no job, and mostly asks to "
                "sign in, fill in or send something. Paste the description itself, with what the person will do."
            )
        return Reading(text=text, title=title, level=level_of(posting, title), language=language_of(text))

    def competencies(self, reading: Reading) -> list[DraftedCompetency]:
        """Three to six, the most important first. Raises DraftingFailed where the text names no work."""
        found = competencies_of(posting_of(reading.text), reading.title)
        if len(found) < LEAST:
            raise DraftingFailed(
                "No three kinds of work could be found in this description. "
                "Add what the person will do, a line each, and draft again."
            )
        weights = self.weights(reading, found)
        return sorted(found, key=lambda competency: -weights[competency.key].value)

    def weights(self, reading: Reading, competencies: Sequence[DraftedCompetency]) -> dict[str, DraftedWeight]:
        """From emphasis, in steps of 0.05."""
        return weights_of(posting_of(reading.text), reading.title, competencies)

    def must_haves(self, reading: Reading) -> list[DraftedMustHave]:
        """Each requirement as one clean line."""
        return must_haves_of(posting_of(reading.text), reading.title)
