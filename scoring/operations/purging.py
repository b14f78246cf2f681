"""What scoring forgets when a candidate is erased: quotes, reasons, notes, prompts. Scores without words stay."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from scoring.models import CompetencyScore, Decision, Delivery, Evidence, GradingCall, GradingOrder, HumanRating
from scoring.operations.orders import cancel_orders


@transaction.atomic
def purge_words(*, interview_ids: list[UUID]) -> None:
    """Delete every word of these interviews from scoring.

    To be called inside the purge's own transaction, which lifts the rules that else protect sealed rows
    (`SET LOCAL evenhand.purge`). Raises IntegrityError outside of one.
    """
    cancel_orders(interview_ids=interview_ids)
    Evidence.objects.filter(score__grading__interview_id__in=interview_ids).delete()
    CompetencyScore.objects.filter(grading__interview_id__in=interview_ids).exclude(reason="").update(reason="")
    HumanRating.objects.filter(interview_id__in=interview_ids).exclude(note="").update(note="")
    Decision.objects.filter(interview_id__in=interview_ids).exclude(reason="").update(reason="")
    GradingOrder.objects.filter(interview_id__in=interview_ids).exclude(error="").update(error="")
    GradingCall.objects.filter(order__interview_id__in=interview_ids).update(prompt="", reply="", problem="")
    Delivery.objects.filter(interview_id__in=interview_ids).exclude(error="").update(error="")
