"""Words that tell what a line of a description is: a requirement, a duty, a benefit, or none of them."""

from __future__ import annotations

import re

from jobspecs.drafting.verbs import base_form

_WAYS = r"(?:in|with|of|as|using|working|managing|leading|building|designing|developing|on|across|within|running)"
REQUIREMENT = re.compile(
    rf"""
      \b(?:years?|yrs?|months?)\b.{{0,60}}\bexperience | \bexperience\s+{_WAYS}\b
    | \bexperienced?\b.{{0,30}}\b(?:required|preferred|essential)
    | \b(?:bachelor|master'?s?\b|associate'?s?\s+degree|degree|diploma|ged\b|ph\.?d|mba|b\.?sc|m\.?sc|ba/bs|bs/ms|high\s+school)
    | ^(?:a\s+|an\s+)?(?:(?:proven|demonstrated|demonstrable|strong|excellent|good|great|solid|deep|superb
        |exceptional|outstanding|sound|basic
        |thorough|broad|extensive|in-depth|advanced|expert|working|practical|relevant|prior|previous|professional|hands-on|effective
        |clear|highly|very|well|fully)\s+)*(?:ability|able|knowledge|understanding|familiarity|familiar|proficien\w+|fluen\w+|experience[d]?
        |background|expertise|willing\w*|certified|competent|comfortable|skilled|track\s+record|skills?|command|grasp|mastery|eye\s+for
        |capable|capacity|aptitude|passion\w*|interest\s+in|curious|curiosity|commitment|desire|attention\s+to|sense\s+of|awareness)\b
    | ^(?:you\s+(?:have|are|bring|possess|hold|know|can|need|must|should|understand|speak)|you['’](?:re|ve)|must\b
        |should\s+(?:have|be)
        |has\b|have\b
        |possess|at\s+least|minimum\s+(?:of|\d)|a\s+minimum|valid\b|current\b.{{0,40}}(?:licen|certif)|self-?\w+|detail[-\s]oriented
        |highly\s+\w+|strong\b|excellent\b|proven\b|demonstrated\b|good\b.{{0,60}}skills?|outstanding\b|exceptional\b|effective\b.{{0,60}}skills?|[0-9]+\s*\+|\d+\s*(?:-|–|to)\s*\d+\s+years?)
    | \b(?:licen[sc]e|certification|certificate)\b
    | \b(?:required|preferred|desirable|desired|essential|an?\s+(?:plus|advantage|asset|bonus)|is\s+(?:a\s+)?must|mandatory)\W*$
    | \b(?:candidates?|applicants?|person|individual)\s+(?:must|should|will\s+(?:have|be\s+able|possess)|has|have|is|possess)
    | \b(?:skills|abilities|proficiency|fluency|knowledge)\b.{{0,40}}$ | ^(?:proficien|fluen|knowledge|familiar)
    """,
    re.I | re.X,
)
PREFERRED = re.compile(
    r"\b(?:prefer(?:red|ably|ence)?|desir(?:ed|able)|nice[- ]to[- ]have|an?\s+(?:strong\s+|big\s+"
    r"|huge\s+|definite\s+)?(?:plus|advantage|asset|bonus)|bonus|ideally"
    r"|advantageous|beneficial|helpful|welcome|would\s+be\s+(?:great|good|nice|useful|ideal)"
    r"|not\s+(?:required|essential|necessary)|optional)\b",
    re.I,
)
REQUIRED = re.compile(r"\b(?:required|must|essential|mandatory|minimum|necessary|at\s+least)\b", re.I)
BENEFIT = re.compile(
    r"^in\s+return\b|\b(?:401|pension|(?:dental|medical|health|life)\s+(?:insurance|cover|plan)"
    r"|health,\s|dental|paid\s+(?:time|vacation|holiday|leave|training)"
    r"|days\s+(?:of\s+)?(?:holiday|leave|vacation)|annual\s+leave|bonus(?:es)?|perks?|discounts?"
    r"|equity|stock\s+options?|salary|per\s+(?:hour|annum|week|month)"
    r"|free\s+(?:lunch|food|snacks|parking|gym)|home\s+office\s+budget|four-day\s+week"
    r"|competitive\s+(?:pay|salary|compensation|wages?)|we\s+offer|tuition"
    r"|parental\s+leave|remuneration|work-life\s+balance|(?:private|life|health|accident)\s+insurance|benefits)\b|[$€£]\s?\d",
    re.I,
)
BOILERPLATE = re.compile(
    r"equal[\s-]opportunit|\beeo\b|regardless\s+of|without\s+regard|affirmative\s+action"
    r"|\bapply\b.{0,40}\b(?:now|today|online|here|via|at|by)\b|send\s+(?:us\s+)?your"
    r"|\b(?:cv|resume|résumé|cover\s+letter)\b|https?:|www\.|\S@\S|reasonable\s+accommodation"
    r"|with\s+or\s+without\s+accommodation|e-verify|drug\s+(?:test|screen|free)"
    r"|background\s+(?:check|investigation|screen)|pre-employment|criminal|protected\s+veteran"
    r"|sexual\s+orientation|gender\s+identity|recruitment\s+agenc"
    r"|all\s+qualified\s+applicants|authorized\s+to\s+work|work\s+(?:permit|visa)|visa\s+sponsor"
    r"|not\s+an\s+exhaustive|other\s+duties\s+(?:as|may)"
    r"|duties\s+as\s+assigned|nothing\s+in\s+this|job\s+(?:id|type|code|number)\b|closing\s+date"
    r"|posted\b|credit\s+(?:check|history)|cookies?\b|privacy",
    re.I,
)
DUTY_LEAD = re.compile(
    r"^(?:(?:in|as|for)\s+(?:this|the|our|an?)\b[^,]{0,60},\s*)?(?:you\s*(?:will|['’]ll|['’]d|would)\b"
    r"|responsible\s+for|the\s+(?:successful|ideal|right)?\s*"
    r"(?:candidate|person|applicant|incumbent|position|role|\w+(?:\s\w+){0,3})\s+(?:will"
    r"|is\s+responsible)|this\s+(?:role|position|person)\s+(?:will|is\s+responsible)"
    r"|your\s+(?:job|task|role|mission)\s+(?:is|will\s+be)|(?:main|general|key|job"
    r"|your)?\s*(?:job\s+)?(?:duties|responsibilities)\s+(?:will\s+)?include)",
    re.I,
)


_YOU_WILL_BRING = re.compile(
    r"^you(?:\s+will|['’]ll)\s+(?:also\s+|ideally\s+)?(?:(?:need|have)\s+(?!the\s+opportunit|to\b"
    r"|an?\s+opportunit|access)|bring\b|possess\b|hold\b|be\s+(?:an?\s+)?(?:able|confident|experienced"
    r"|comfortable|proficient|fluent|familiar|educated|qualified|skilled|self|highly|strong|excellent"
    r"|natural|passionate|organi[sz]ed)\b)",
    re.I,
)


def looks_required(text: str) -> bool:
    """Whether the line reads like something a candidate must bring."""
    return bool(_YOU_WILL_BRING.match(text)) or (bool(REQUIREMENT.search(text)) and not DUTY_LEAD.match(text))


def looks_like_duty(text: str) -> bool:
    """Whether the line reads like work to do: begins with a verb of duties, or says "you will"."""
    if DUTY_LEAD.match(text):
        return True
    first, _, rest = text.partition(" ")
    if first.lower().endswith("ly"):
        first = rest.partition(" ")[0]
    return base_form(first) is not None


def is_beside_the_point(text: str) -> bool:
    """Benefits, legal notices, how to apply: never a duty and never a must-have."""
    return bool(BOILERPLATE.search(text) or BENEFIT.search(text))
