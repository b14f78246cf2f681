"""Answers that do not fit, and what all answers may take."""

from __future__ import annotations

import json
import re

import pytest
from pytest_django import Settings

from config.llm import Call, Meter, ModelAway
from tests.config.llm_asking import BAKER, ask, refused, set_up_client
from tests.llm_server import Answer, Status, own_model


@pytest.fixture(autouse=True)
def set_up(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    set_up_client(settings, monkeypatch)


# --- answers that do not fit --------------------------------------------------------------------------------------
@pytest.mark.parametrize("misfit", ["{", "nothing of the kind", '{"name": "baker"}', '{"name": 3, "tools": "oven"}'])
@pytest.mark.parametrize("form", ["native", "tool"])
def test_an_answer_that_does_not_fit_is_sent_back_once(settings: Settings, misfit: str, form: str) -> None:
    settings.LLM_ANSWERS = form
    meter = Meter()
    with own_model(settings, Answer(misfit), Answer(BAKER)) as server:
        assert ask(meter).name == "baker"
    assert len(server.asked) == 2
    assert len(server.asked[1].body["messages"]) > len(server.asked[0].body["messages"])
    [call] = meter.calls
    assert (call.tries, call.outcome) == (2, "ok")
    assert call.output_tokens == (len(misfit) // 4) + len(json.dumps(BAKER)) // 4


def test_an_answer_that_never_fits_is_of_no_use(settings: Settings) -> None:
    with own_model(settings, Answer({"name": "baker"})) as server:
        said, call = refused(Meter())
    assert said == "answered in a form that could not be used (asked twice)"
    assert (call.outcome, call.tries) == ("unusable", 2)
    assert len(server.asked) == 2
    assert call.tokens > 0


def test_an_answer_that_is_cut_off_is_of_no_use(settings: Settings) -> None:
    with own_model(settings, Answer('{"name": "baker", "tools": ["ov', finish="length")):
        said, call = refused(Meter())
    assert said == "was cut off before its answer was complete"
    assert call.outcome == "unusable"


def test_an_answer_of_200_kb_is_taken(settings: Settings) -> None:
    long = {"name": "b" * 100_000, "tools": ["o" * 1000] * 100}
    with own_model(settings, Answer(long)):
        assert len(ask(Meter()).name) == 100_000


def test_after_an_unusable_answer_another_question_may_be_asked(settings: Settings) -> None:
    meter = Meter()
    with own_model(settings, Answer("{"), Answer("{"), Answer(BAKER)):
        refused(meter)
        assert ask(meter).name == "baker"
    assert [call.outcome for call in meter.calls] == ["unusable", "ok"]


def test_a_provider_that_stayed_away_is_not_asked_again_for_the_same_work(settings: Settings) -> None:
    meter = Meter()
    with own_model(settings, Status(500)) as server:
        said, _ = refused(meter)
        with pytest.raises(ModelAway, match=re.escape(said)):
            ask(meter)
    assert len(server.asked) == 3
    assert len(meter.calls) == 1


# --- budget -------------------------------------------------------------------------------------------------------
def test_no_call_is_begun_with_an_empty_budget(settings: Settings) -> None:
    meter = Meter(budget=0)
    with own_model(settings, Answer(BAKER)) as server, pytest.raises(ModelAway, match="has used up the tokens"):
        ask(meter)
    assert server.asked == []
    assert meter.calls == []


def test_no_call_is_begun_that_the_rest_of_the_budget_cannot_hold(settings: Settings) -> None:
    with own_model(settings, Answer(BAKER)) as server, pytest.raises(ModelAway, match="has used up the tokens"):
        ask(Meter(budget=1000), prompt="word " * 1000)
    assert server.asked == []


def test_an_answer_may_be_as_long_as_the_budget_allows(settings: Settings) -> None:
    meter = Meter(budget=600)
    with own_model(settings, Answer(BAKER)) as server:
        ask(meter)
        ask(meter)
    first, second = (asked.body["max_completion_tokens"] for asked in server.asked)
    assert first == 600 - len("Name a trade.Who bakes?") // 4
    assert first - second == meter.calls[0].tokens


def test_a_repair_is_not_begun_when_the_answer_has_used_up_the_budget(settings: Settings) -> None:
    meter = Meter(budget=400)
    with own_model(settings, Answer("x" * 4000), Answer(BAKER)) as server:
        said, call = refused(meter)
    assert said == "has used up the tokens that this job spec may take"
    assert len(server.asked) == 1
    assert call.tokens > 400
    assert meter.left == 0


def test_no_call_is_begun_when_the_time_is_used_up(settings: Settings) -> None:
    settings.LLM_WORK_SECONDS = 10.0
    earlier = Call("reading", "openai:small", {}, "0" * 64, 1, 1, 1, 10.5, None, "ok")
    with own_model(settings, Answer(BAKER)) as server, pytest.raises(ModelAway, match="took longer than the 10 seconds"):
        ask(Meter(calls=[earlier]))
    assert server.asked == []
