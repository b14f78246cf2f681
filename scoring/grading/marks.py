"""General English words by which an answer shows what was done, or leaves it open. None belongs to a trade.

Each family answers one question that an interviewer would ask. They are matched by stem, and a good mark that is
denied ("never tested it") does not count. What only colours speech is left out on purpose: how sure somebody sounds
("I think", "probably"), fillers ("just", "basically", "you know"), politeness, long words.
"""

from __future__ import annotations

from scoring.grading.words import stem

FORMS: dict[str, str] = {}  # every word below → its stem, so that a slip in one can be found


def _family(words: str) -> frozenset[str]:
    FORMS.update((word, stem(word)) for word in words.split())
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
NUMBERS = _family(
    """two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty sixty hundred thousand
    million half third quarter twice dozen percent"""
)

EXACT = _family(
    """clear consistent dedicated each every exact explicit fixed maximum minimum per precise repeatable reusable separate
    shared single specific strict structured systematic"""
)

LEFT_OPEN = _family(
    """anyhow eyeball generally guess guessed loosely mainly mostly quick quickly roughly somehow something stuff things
    usually whatever wherever whichever"""
)
VAGUE = LEFT_OPEN | _family(
    """basic bit couple decent easier easy enough few loose okay rough simple simply straightforward"""
)  # how much, how well or how was not said
OTHERS = _family(
    "already default existing folks handled others people somebody someone team upstream"
)  # who did it, or what was there
LEFT_TO_OTHERS = _family("already default existing handled others upstream")
SEEMED = _family("feel feels felt looked looks seem seems seemed")  # open when a judgement follows: "looked fine"
AFTER_DOING = frozenset(("after", "ahead", "around", "at", "back", "for", "into", "over", "through", "up"))  # "looked at"
EVERYDAY = _family(
    """afternoon ago away back began best big call came come company day describe evening example explain find first found
    gave give go good great grew grow happen happened home hour house job know known last late leave left life live long look
    man member minute month morning move new old part people person place put question read saw say see seen sit situation
    small start started stay team tell thing think time today told took turn walk want way week well went woman word work
    year yesterday"""
)  # says nothing of what a sentence is about
_DENIALS = """
    no not never nothing none without don't didn't doesn't isn't wasn't weren't aren't couldn't can't cannot haven't
    hasn't hadn't won't wouldn't
"""
DENIED = frozenset(_DENIALS.split())
OWN = frozenset(("i", "my", "i'd", "i've", "i'm", "me"))
SAYING = frozenset(("i", "we", "i'd", "we'd", "i've", "we've"))
SPEAKERS = OWN | {"we", "we'd", "we've", "our"}

_PAST_FORMS = """
    began bought brought built called caught chose drew drove fed fought found gave held kept laid led left made met paid
    put ran rang rebuilt rewrote sat saw sent set showed spoke spent stood taught told took traced understood went withdrew
    won wrote
"""
PAST_FORMS = frozenset(_PAST_FORMS.split())  # of irregular verbs of doing
_HAPPENED = """
    arose ate became bent bit blew broke burnt came cost cut did dug drank fell felt flew forgot froze got grew had heard hid
    hit hung hurt knew lay left let lost meant put read ran rode rose said sank shook shut slept slid spread stole stuck sold
    swept threw tore was were woke wore
"""
TOLD_FORMS = PAST_FORMS | frozenset(_HAPPENED.split())
NO_PAST = frozenset(("bed", "feed", "indeed", "need", "proceed", "red", "seed", "shed", "speed", "succeed"))
OPINING = _family(
    """admire agree am believe consider convinced enjoy expect hope know like love need prefer should think understand value
    want wish would"""
)

COUNTING = CHECKED | RECORDED | RULED | RESULTED | REASONED | EXACT | VAGUE | LEFT_TO_OTHERS | OTHERS | SEEMED
