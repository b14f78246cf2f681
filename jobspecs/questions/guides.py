"""What a strong, an adequate and a weak answer shows: the competency's guide, with the role's own work in it."""

from __future__ import annotations

from jobspecs.questions.base import Guide


def guide_for(guide: Guide, *, written: bool, duty: str) -> Guide:
    """The guide of a written case or of a voice prompt about `duty`, a verb phrase in base form."""
    if written:
        return Guide(
            strong=f"{guide.strong} Somebody new could {duty} by this answer.",
            adequate=f"{guide.adequate} Somebody new would still have to ask how to {duty}.",
            weak=f"{guide.weak} It would read the same for any other work.",
        )
    return Guide(
        strong=f"{guide.strong} The example is close to what it takes to {duty}.",
        adequate=f"{guide.adequate} The example is of other work, and how it would help to {duty} is left open.",
        weak=f"{guide.weak} No example, or none that bears on this work.",
    )
