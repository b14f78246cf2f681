"""General English words by which an answer shows what was done, or leaves it open. None belongs to a trade.

Each family answers one question that an interviewer would ask. They are matched by stem, and a good mark that is
denied ("never tested it") does not count. What only colours speech is left out on purpose: how sure somebody sounds
("I think", "probably"), fillers ("just", "basically", "you know"), politeness, long words.
"""

from __future__ import annotations

from scoring.grading.words import stem


def _family(words: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words.split())


CHECKED = _family(
    """analyse analyze audit calibrate check compare confirm evaluate inspect investigate isolate measure monitor probe
    reconcile replay reproduce review sample simulate test trace track validate verify"""
)
RECORDED = _family(
    """agenda changelog checklist decision definition document guide handoff handover library log minutes note notice
    policy postmortem procedure protocol record report runbook spec template version write wrote written"""
)
RULED = _family(
    """agree agreed boundary budget condition constraint criteria criterion deadline define escalate explicit fallback
    gate goal guardrail limit lock objective owner plan prioritise prioritize priority requirement rollback rule schedule
    standardise standardize target threshold tradeoff trigger"""
)
RESULTED = _family(
    """avoid cut decrease double drop eliminate fall faster fell fewer fix gain grew grow halve held higher improve
    increase less lower prevent recover reduce remove resolve result rise rose save shorten shorter solve stop"""
)
REASONED = _family("because cause caused consequence due ensure hence led mean meant reason since so therefore thus why")
CONDITIONED = _family("after before if once unless until when whenever within")
NUMBERS = _family(
    """two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty sixty hundred thousand
    million half third quarter twice dozen percent"""
)

LEFT_OPEN = _family(
    """anyhow bit eyeball feel feels felt figured generally guess guessed looked looks loosely mainly mostly quick quickly
    roughly seemed somehow something stuff things usually whatever wherever whichever"""
)
LEFT_TO_OTHERS = _family("already asked default existing handled others someone somebody them told upstream")
_DENIALS = """
    no not never nothing none without don't didn't doesn't isn't wasn't weren't aren't couldn't can't cannot haven't
    hasn't hadn't won't wouldn't
"""
DENIED = frozenset(_DENIALS.split())
OWN = frozenset(("i", "my", "i'd", "i've", "i'm", "me"))
