"""What a strong, an adequate and a weak answer shows: the competency's guide, with the role's own work in it."""

from __future__ import annotations

from jobspecs.questions.base import Guide
from jobspecs.questions.slots import is_work_of_title


def guide_for(guide: Guide, *, written: bool, duty: str) -> Guide:
    """The guide of a written case or of a voice prompt about `duty`, a verb phrase in base form."""
    if written:
        by_it = f"By this answer somebody new could {duty}."
        asked, same = "Somebody new would still have to ask for the details.", "It would read the same for any other work."
    else:
        by_it = f"The example comes close to what it takes to {duty}."
        asked, same = "The example is of other work, and what carries over is left open.", "No example that bears on this work."
    strong = guide.strong if is_work_of_title(duty) else f"{guide.strong} {by_it}"
    return Guide(strong=strong, adequate=f"{guide.adequate} {asked}", weak=f"{guide.weak} {same}")
