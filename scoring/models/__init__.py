"""The tables of scoring: gradings, evaluations, people's ratings and decisions, and the work of grading."""

from scoring.models.evaluations import CurrentEvaluation, Evaluation
from scoring.models.gradings import CompetencyScore, Evidence, Grading
from scoring.models.judgements import Decision, HumanRating
from scoring.models.work import GradingOrder, Run

__all__ = [
    "CompetencyScore",
    "CurrentEvaluation",
    "Decision",
    "Evaluation",
    "Evidence",
    "Grading",
    "GradingOrder",
    "HumanRating",
    "Run",
]
