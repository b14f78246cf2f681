"""What happens to words between a mouth and a transcript: repetitions and blocks, and words heard wrongly."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Lexicon = Mapping[str, list[str]]  # words by their sound

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
FILLERS = ("uh, ", "um, ", "er, ", "… ", "um … ", "hmm, ")
_COMMON = """
    the a and to of in it that i we was you for on they with he this have but so then there what about like just know think
    one them when were out get go her him his all been
"""
COMMON = _COMMON.split()


def stuttered(text: str, share: float, chance: random.Random) -> str:
    """With fillers, blocks, part-words, and words and stretches said again, at this share of the words."""
    told: list[str] = []
    end = 0
    words = list(_WORD.finditer(text))
    for number, match in enumerate(words):
        told.append(text[end : match.start()])
        if chance.random() < share:
            told.append(_slip(text, words, number, chance))
        told.append(match.group())
        end = match.end()
    return "".join([*told, text[end:]])


def _slip(text: str, words: list[re.Match[str]], number: int, chance: random.Random) -> str:
    word = words[number].group()
    kind = chance.choice(("filler", "again", "part", "run"))
    if kind == "filler" or word[0].isdigit():
        return chance.choice(FILLERS)
    if kind == "again":
        return f"{word} " * chance.choice((1, 1, 2))
    if kind == "part":
        return f"{word[: max(1, len(word) // 3)]}- " * chance.choice((1, 2))
    last = words[min(number + 1, len(words) - 1)]
    run = text[words[number].start() : last.end()]
    return f"{run} " if not re.search(r"[^\w\s'’]", run) and not any(sign.isdigit() for sign in run) else f"{word} "


@dataclass(frozen=True)
class Heard:
    """A text as a machine has heard it, and the spans of the words it was not sure of."""

    text: str
    doubted: tuple[tuple[int, int], ...]


def misheard(
    text: str, share: float, chance: random.Random, lexicon: Lexicon, *, told: float = 0.8, needlessly: float = 0.02
) -> Heard:
    """This share of the words wrong: most are words that sound alike, some are common words, some are missing.

    The machine doubts `told` of what it heard wrongly, and `needlessly` of the rest.
    """
    pieces: list[str] = []
    doubted: list[tuple[int, int]] = []
    length = end = 0
    for match in _WORD.finditer(text):
        word, is_doubted = match.group(), chance.random() < needlessly
        if chance.random() < share:
            word, is_doubted = _mistaken(word, chance, lexicon), chance.random() < told
        pieces += [text[end : match.start()], word]
        start = length + match.start() - end
        length, end = start + len(word), match.end()
        if is_doubted and word:
            doubted.append((start, length))
    return Heard("".join([*pieces, text[end:]]), tuple(doubted))


def _mistaken(word: str, chance: random.Random, lexicon: Lexicon) -> str:
    alike = [other for other in lexicon.get(sound_of(word), ()) if other != word.lower()]
    drawn = chance.random()
    if drawn < 0.1:
        return ""
    return chance.choice(alike) if alike and drawn < 0.75 else chance.choice(COMMON)


def sound_of(word: str) -> str:
    """The consonants of a word as they roughly sound: "cause", "case" and "kiss" share one."""
    sound = word.lower().partition("'")[0].partition("’")[0]
    for pattern, heard in (("ph", "f"), ("ck|q|c(?![ieh])", "k"), ("c(?=[ie])|z", "s"), ("gh", "")):
        sound = re.sub(pattern, heard, sound)
    sound = re.sub(r"(.)\1+", r"\1", sound.translate(str.maketrans("dbvg", "tpfk")))
    return ("a" if sound[:1] in "aeiouy" else sound[:1]) + re.sub("[aeiouyhw]", "", sound[1:])


def lexicon_of(texts: Iterable[str]) -> Lexicon:
    """The words of these texts by their sound."""
    found: dict[str, list[str]] = {}
    for word in sorted({word.lower() for text in texts for word in _WORD.findall(text) if word.isalpha()}):
        found.setdefault(sound_of(word), []).append(word)
    return found
