"""What counted before an answer was excluded."""

from __future__ import annotations

from interviews.models import Exclusion
from scoring.models import Evaluation


def earlier_of(exclusion: Exclusion) -> Evaluation | None:
    """The newest evaluation of the interview from before the exclusion, with its grading and version; it stays readable."""
    before = Evaluation.objects.filter(
        grading__interview__asked__answer=exclusion.answer_id, grading__created_at__lt=exclusion.excluded_at
    )
    return before.select_related("grading", "version").order_by("-grading__created_at", "-version__number").first()
