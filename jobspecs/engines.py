"""The engines that the settings name, made anew for each piece of work."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from config.llm import Meter
from jobspecs.drafting.base import DraftingEngine
from jobspecs.questions.base import QuestionEngine


def drafting_engine(meter: Meter) -> DraftingEngine:
    """The engine at settings.DRAFTING_ENGINE. Raises ImportError for a path that leads nowhere."""
    return cast("DraftingEngine", import_string(settings.DRAFTING_ENGINE)(meter))


def question_engine(meter: Meter) -> QuestionEngine:
    """The engine at settings.QUESTION_ENGINE. Raises ImportError for a path that leads nowhere."""
    return cast("QuestionEngine", import_string(settings.QUESTION_ENGINE)(meter))
