"""Grading engines by name: `settings.GRADING_ENGINES` maps a name to a dotted path, like Django's own back ends."""

from __future__ import annotations

from functools import lru_cache
from typing import TypeGuard, cast

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from jobspecs.models import JobSpec
from scoring.grading.base import AsksModel, GradingEngine

LLM = "llm"
NOT_SET_UP = (
    "The language model that should grade is not set up: set LLM_MODEL (docs/llm.md), or let an owner switch the job spec to "
    "another engine."
)


class UnknownEngine(ImproperlyConfigured):
    """No grading engine of this name, or its path leads nowhere; the message says which names there are."""


def engine_named(name: str) -> GradingEngine:
    """The engine of this name. Raises UnknownEngine."""
    path = settings.GRADING_ENGINES.get(name)
    if path is None:
        if name == LLM:
            raise UnknownEngine(NOT_SET_UP)
        known = ", ".join(sorted(settings.GRADING_ENGINES)) or "none"
        raise UnknownEngine(f"There is no grading engine “{name}”. Known engines: {known} (setting GRADING_ENGINES).")
    return _loaded(path)


def engine_asks_model(engine: GradingEngine) -> TypeGuard[AsksModel]:
    """Whether a language model stands behind it."""
    return _is_made_to_ask(type(engine))


def engine_name_of(job_spec: JobSpec) -> str:
    """The name of the engine that grades this spec: its own, or the installation's."""
    return job_spec.grading_engine or settings.GRADING_ENGINE


def engine_label(name: str) -> str:
    """An engine as people call it: "offline engine", "language model (openai:gpt-4o)"."""
    if name == LLM:
        return f"language model ({settings.LLM_MODEL or 'not set up'})"
    return f"{name} engine"


@lru_cache(maxsize=16)
def _loaded(path: str) -> GradingEngine:
    try:
        return cast("GradingEngine", import_string(path)())
    except ImportError as error:
        raise UnknownEngine(f"The grading engine {path} cannot be loaded: {error}. Mend GRADING_ENGINES.") from error


@lru_cache(maxsize=16)
def _is_made_to_ask(engine: type[GradingEngine]) -> bool:
    """Asked for each grading of a batch: to look a protocol up in a class is slow, and the answer never changes."""
    return issubclass(engine, AsksModel)
