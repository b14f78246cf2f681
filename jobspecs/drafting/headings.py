"""Headings: which part of a description a line opens."""

from __future__ import annotations

import re
from enum import Enum

from jobspecs.drafting import cues
from jobspecs.drafting.lines import Line
from jobspecs.drafting.words import heading_keys, words


class Part(Enum):
    """What a line belongs to."""

    DUTIES = "duties"
    REQUIRED = "required"
    PREFERRED = "preferred"
    ABOUT = "about"  # the role or the team, in prose
    COMPANY = "company"
    BENEFITS = "benefits"
    NOTICE = "notice"  # legal words, how to apply
    UNKNOWN = "unknown"


_FILLER = words("heading_filler")
_KEYS = {Part(part): keys for part, keys in heading_keys().items()}
_PHRASES: tuple[tuple[Part, re.Pattern[str]], ...] = tuple(
    (part, re.compile(pattern, re.I))
    for part, pattern in (
        (
            Part.PREFERRED,
            r"(?:(?:it(?:'|’)?s |it would be |would be )?(?:nice|great|good) to have|even better|bonus points?|extra credit"
            r"|brownie points|.{0,50}\b(?:a|as|is a|as a) plus|preferred .{0,40}|desir(?:ed|able) .{0,40}"
            r"|.{0,30}\b(?:preferred|desirable))\b.{0,20}",
        ),
        (
            Part.REQUIRED,
            r"(?:what (?:we(?:'|’)?re|we are|are we) (?:looking for|seeking)|who (?:you are|are you|we(?:'"
            r"|’)?re looking for|we are looking for)|what you(?:'|’)?(?:ll| will)? (?:bring|need|have).{0,30}"
            r"|what (?:it takes|makes you.{0,30})|(?:things )?you(?:'|’)?(?:ll)? (?:need|have|bring|are"
            r"|should have|must have)(?: to .{0,30})?|about you|must[- ]haves?|to be successful.{0,40}|(?:the "
            r"|your |our )?ideal (?:candidate|person|profile)(?: .{0,25})?"
            r"|(?:the )?successful candidate.{0,30}|is this you|we(?:'|’)?re looking for|we are looking for"
            r"|we expect|your (?:profile|background|skills|experience)|candidate profile|person specification"
            r"|to apply you.{0,30}|why you(?:'|’)?re a (?:good |great )?fit)",
        ),
        (
            Part.DUTIES,
            r"(?:what (?:you(?:'|’)?ll|you will|will you|you(?:'|’)?d)(?: be)? (?:do|doing|own|work on"
            r"|be responsible for).{0,30}|(?:in )?this role,? you(?:'|’)?(?: wi)?ll.{0,20}|(?:your"
            r"|the) (?:role|job|mission|day|tasks|work)(?: (?:will )?(?:involves?|includes?))?"
            r"|(?:the )?impact you(?:'|’)?ll (?:make|have)|you will(?: be)?"
            r"|a (?:typical )?day in the life.{0,30}|how you(?:'|’)?ll .{0,30}|(?:essential|job|key|main"
            r"|principal|primary|general) (?:job )?(?:duties|functions|responsibilities|tasks).{0,45}"
            r"|examples? of (?:duties|work).{0,20}|scope of (?:work|the role)|what the job involves"
            r"|.{0,30}\b(?:responsibilities|duties)(?: (?:will )?include.{0,30})?)",
        ),
        (
            Part.BENEFITS,
            r"(?:what (?:we(?:'|’)?re |we )?offer(?:ing)?|what(?:'|’)?s in it for you|we offer(?: you)?"
            r"|our offer|in return|why (?:join|work|you(?:'|’)?ll love).{0,40}|(?:some )?perks.{0,30}"
            r"|what you(?:'|’)?ll (?:get|receive|enjoy)|.{0,20}\bbenefits.{0,20}|.{0,20}\b(?:salary"
            r"|compensation)\b.{0,20})",
        ),
        (
            Part.NOTICE,
            r"(?:how to apply|to apply|equal (?:employment )?opportunit.{0,40}|.{0,20}\bdisclaimer"
            r"|application .{0,30}|additional information|.{0,30}(?:privacy|eeo).{0,30}|physical (?:demands?"
            r"|requirements?|work).{0,30}|work(?:ing)? (?:environment|conditions?)(?: .{0,30})?"
            r"|employment type|location(?: type)?|department|reports? to|seniority level|job type"
            r"|interview process)",
        ),
        (
            Part.ABOUT,
            r"(?:(?:about )?(?:the|this|your) (?:role|position|job|opportunity|team)|(?:job|position"
            r"|role) (?:description|summary|overview|purpose)|about the (?:role|job|position|team)|overview"
            r"|summary|description|purpose(?: of .{0,20})?)",
        ),
        (
            Part.COMPANY,
            r"(?:about (?:us|the company|the organi[sz]ation|our .{0,30}|(?-i:[A-Z]).{0,30})|who we are"
            r"|our (?:company|story|mission|vision|values|culture|team)|the company|company (?:description"
            r"|overview|profile)|why us|how we (?:work|build).{0,40})",
        ),
    )
)


def heading_part(line: Line) -> Part | None:
    """The part that this line opens as a heading; UNKNOWN for a heading of no known part; None for no heading."""
    text = line.text.rstrip(" :-–—.").strip() if line.text.endswith((":", "-", "–")) else line.text.strip()
    text = text.strip("= ")
    words = text.split()
    closed = line.text.endswith((":", "…"))
    if len(words) > 9 or (line.bullet and not (closed or line.marked)) or line.text.endswith((".", ",", ";")):
        return None
    for part, pattern in _PHRASES:
        if pattern.fullmatch(text):
            return part
    if by_words := _part_by_words(words):
        return by_words
    if line.marked or (closed and line.gap):
        return None if cues.looks_required(text) and not line.marked else Part.UNKNOWN
    return None


def _part_by_words(words: list[str]) -> Part | None:
    bare = [word.lower().strip(",:()/") for word in words]
    bare = [piece for word in bare for piece in word.split("/") if piece]
    everything = _FILLER.union(*_KEYS.values())
    if not bare or not all(word in everything for word in bare):
        return None
    return next((part for part, keys in _KEYS.items() if keys.intersection(bare)), None)
