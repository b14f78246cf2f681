"""What tests of the client of language models ask for, and how the client is set up for them."""

from __future__ import annotations

import pytest
from pydantic import BaseModel
from pytest_django import Settings

from config import llm_provider
from config.llm import Call, Client, Meter, ModelAway
from tests.llm_server import KEY


class Trade(BaseModel):
    """A form of the tests."""

    name: str
    tools: list[str]


BAKER = {"name": "baker", "tools": ["oven", "scales"]}


def set_up_client(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key, short time limits, and short pauses between tries."""
    settings.LLM_TIMEOUT_SECONDS, settings.LLM_TRIES, settings.LLM_WORK_SECONDS = 5.0, 3, 60.0
    settings.LLM_PARAMETERS = {"temperature": 0, "max_tokens": 8000, "seed": 7}
    settings.LLM_ANSWERS, settings.LLM_PRICE_INPUT, settings.LLM_PRICE_OUTPUT = "auto", None, None
    monkeypatch.setattr(llm_provider, "FIRST_PAUSE", 0.01)
    monkeypatch.setenv("LLM_API_KEY", KEY)


def ask(meter: Meter, prompt: str = "Who bakes?") -> Trade:
    return Client(meter).ask(purpose="trade", instructions="Name a trade.", prompt=prompt, answer=Trade)


def refused(meter: Meter) -> tuple[str, Call]:
    """What is said to people, and the one call that was noted."""
    with pytest.raises(ModelAway) as away:
        ask(meter)
    [call] = meter.calls
    assert call.problem == str(away.value)
    return str(away.value), call
