"""Takes of a prompt that is still open, as its candidate may choose among them."""

from __future__ import annotations

from django.db.models import Count

from interviews.models import Answer, Take
from interviews.queries.recordings import is_heard


def earlier_takes(answer: Answer) -> list[Take]:
    """What was recorded before the newest take: any in which somebody is heard may be kept instead, and any that was
    interrupted may be ended. `stored`: how many pieces of it are here, about a second each.
    """
    takes = list(answer.takes.annotate(stored=Count("pieces")).order_by("number"))
    return [take for take in takes[:-1] if (is_heard(take) if take.ended_at else take.stored)]
