"""The tables of scoring: gradings, evaluations, people's ratings and decisions, the work of grading, and webhooks."""

from scoring.models.evaluations import CurrentEvaluation, Evaluation
from scoring.models.gradings import CompetencyScore, Evidence, Grading, GradingCall, Replay
from scoring.models.judgements import Decision, Disclosure, HumanRating
from scoring.models.tallies import Tally, TallyChange
from scoring.models.webhooks import Delivery, Endpoint
from scoring.models.work import GradingOrder, Run

__all__ = [
    "CompetencyScore",
    "CurrentEvaluation",
    "Decision",
    "Delivery",
    "Disclosure",
    "Endpoint",
    "Evaluation",
    "Evidence",
    "Grading",
    "GradingCall",
    "GradingOrder",
    "HumanRating",
    "Replay",
    "Run",
    "Tally",
    "TallyChange",
]
