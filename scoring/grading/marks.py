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
    """agenda changelog checklist decision definition document guide handoff handover library minutes note notice
    policy postmortem procedure protocol record report runbook spec template version write wrote written"""
)
RULED = _family(
    """agree agreed boundary budget condition constraint criteria criterion deadline define escalate explicit fallback
    gate goal guardrail limit lock objective owner plan prioritise prioritize priority requirement rollback rule schedule
    standardise standardize target threshold tradeoff trigger"""
)
RESULTED = _family(
    """avoid cut decrease drop eliminate fall faster fell fewer fix gain grew grow halve higher improve
    increase less lower prevent recover reduce remove resolve result rise rose save shorten shorter solve stop"""
)
REASONED = _family("because cause caused consequence due ensure hence led mean meant reason since so therefore thus why")
CONDITIONED = _family("after before if once unless until when whenever within")
NUMBERS = _family(
    """two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty sixty hundred thousand
    million half third quarter twice dozen percent"""
)

LEFT_OPEN = _family(
    """anyhow eyeball generally guess guessed loosely mainly mostly quick quickly roughly somehow something stuff things
    usually whatever wherever whichever"""
)
LEFT_TO_OTHERS = _family("already default existing handled others upstream")
SEEMED = _family("feel feels felt looked looks seem seems seemed")  # open when a judgement follows: "looked fine"
AFTER_DOING = frozenset(("after", "ahead", "around", "at", "back", "for", "into", "over", "through", "up"))  # "looked at"
_DENIALS = """
    no not never nothing none without don't didn't doesn't isn't wasn't weren't aren't couldn't can't cannot haven't
    hasn't hadn't won't wouldn't
"""
DENIED = frozenset(_DENIALS.split())
OWN = frozenset(("i", "my", "i'd", "i've", "i'm", "me"))
SPEAKERS = OWN | {"we", "we'd", "we've", "our"}

_PAST_FORMS = """
    began bought brought built called caught chose drew drove fed fought found gave held kept laid led left made met paid
    put ran rang rebuilt rewrote sat saw sent set showed spoke spent stood taught told took traced understood went withdrew
    won wrote
"""
PAST_FORMS = frozenset(_PAST_FORMS.split())  # of irregular verbs of doing
TOLD_FORMS = PAST_FORMS | {"did", "had", "was", "were", "became", "came", "cost", "fell", "got", "grew", "lost", "rose", "ran"}
NO_PAST = frozenset(("bed", "feed", "indeed", "need", "proceed", "red", "seed", "shed", "speed", "succeed"))
OPINING = _family(
    "agree am believe consider enjoy expect find hope know like love need prefer should think understand value want would"
)
