"""The tables of job specs, a file a subject: people, specs, rubrics and versions, questions, work, calls of models, rollups."""

from jobspecs.models.calls import ModelCall
from jobspecs.models.people import Membership, Organisation, User
from jobspecs.models.questions import Question, QuestionRevision, Round
from jobspecs.models.rollups import CompetencyRollup, RollupWish, SpecRollup, VersionRollup, WeightRollup
from jobspecs.models.rubrics import Competency, Rubric, RubricConfirmation, RubricRow
from jobspecs.models.specs import JobSpec
from jobspecs.models.versions import MustHave, Version, Weight
from jobspecs.models.work import Draft, QuestionOrder, Redraft

__all__ = [
    "Competency",
    "CompetencyRollup",
    "Draft",
    "JobSpec",
    "Membership",
    "ModelCall",
    "MustHave",
    "Organisation",
    "Question",
    "QuestionOrder",
    "QuestionRevision",
    "Redraft",
    "RollupWish",
    "Round",
    "Rubric",
    "RubricConfirmation",
    "RubricRow",
    "SpecRollup",
    "User",
    "Version",
    "VersionRollup",
    "Weight",
    "WeightRollup",
]
