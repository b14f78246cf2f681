"""The engines that the settings name, made once a process."""

from __future__ import annotations

from functools import cache
from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from jobspecs.drafting.base import DraftingEngine
from jobspecs.questions.base import QuestionEngine


def drafting_engine() -> DraftingEngine:
    """The engine at settings.DRAFTING_ENGINE. Raises ImportError for a path that leads nowhere."""
    return cast("DraftingEngine", _made(settings.DRAFTING_ENGINE))


def question_engine() -> QuestionEngine:
    """The engine at settings.QUESTION_ENGINE. Raises ImportError for a path that leads nowhere."""
    return cast("QuestionEngine", _made(settings.QUESTION_ENGINE))


@cache
def _made(path: str) -> object:
    return import_string(path)()
