"""Words for made-up people: names, answers of two to four sentences, reasons for a score. No tab, no newline, no backslash."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random


def _listed(text: str, between: str | None = "\n") -> tuple[str, ...]:
    return tuple(text.strip().split(between))


FIRST = _listed(
    """Ada Amara Ana Anders Aisha Bela Bruno Carla Chen Dana David Elif Emeka Eva Farah Felix Grace Hana Hugo Ida Imran Ines
Ivan Jae Jonas Kaito Kofi Lena Leo Lin Lucia Maja Marek Mina Nadia Noah Olga Omar Paul Priya Rosa Ruth Sami Sara Tara Tomas
Uma Vera Wei Yara Yusuf Zoe""",
    None,
)
LAST = _listed(
    """Abbott Adeyemi Alvarez Andersen Baker Bauer Becker Bianchi Brandt Castro Cohen Costa Diallo Dubois Eriksen Fischer
Garcia Haddad Hansen Horvat Ibrahim Ivanova Jansen Kaya Khan Kim Kovacs Larsen Lopez Mbeki Mensah Moreau Murphy Nakamura
Nguyen Novak Okafor Osei Patel Petrov Quinn Reyes Rossi Santos Sato Schmidt Silva Singh Sorrel Tanaka Weber Yilmaz""",
    None,
)

OPENINGS = _listed("""Last spring a delivery went to the wrong place twice.
In my second month the person I was to learn from fell ill.
We had promised an answer by Friday and on Wednesday half of it was missing.
A customer called and said that the figures could not be right.
Two colleagues wanted opposite things, and both were right in part.
The plan had been made before anybody asked those who had to carry it out.
On a Monday morning three things were urgent and there was time for two.
I was asked to take over work that nobody had written down.""")
ACTIONS = _listed("""I asked everyone involved what they had seen, and wrote it down in order.
First I stopped what made it worse, then I looked for the cause.
I compared the last forty cases and found that eleven had the same gap.
I told my manager the same day what I knew and what I did not.
I drew up a list with a name and a day beside each step.
I proposed a smaller version that we could test within a week.
I sat with the two of them until we agreed what good would look like.
I changed one thing at a time, so that we could see what helped.
I kept the others posted every evening in three lines.""")
RESULTS = _listed("""After six weeks the number of complaints had gone from fourteen to three.
It took two days longer than planned, and nothing had to be done again.
The list is still used, and I no longer have to remind anybody.
We lost that order, but the next audit found no open point.
They came back the following year and asked for the same people.
I would ask earlier next time; I waited a week too long.
The team decided to keep it, and I wrote the page that explains it.
""")
PLAIN = "We talked about it and then it was fine."

REASONS = {
    1: "The answer names no case of its own.",
    2: "A case is named; what the person did stays general.",
    3: "A case with own steps; the outcome is told in passing.",
    4: "A case with own steps, a check and an outcome that can be counted.",
    5: "Own steps, measured outcome, and what was passed on to others.",
}
TEXTS = 600


@dataclass(frozen=True)
class Text:
    """One answer and where its sentences are, in code points."""

    text: str
    sentences: tuple[tuple[int, int], ...]


def answers(chance: Random) -> list[Text]:
    """A pool of answers, from one plain sentence to four."""
    pool = [_joined([PLAIN])]
    while len(pool) < TEXTS:
        steps = chance.sample(ACTIONS, chance.randint(1, 2))
        pool.append(_joined([chance.choice(OPENINGS), *steps, chance.choice(RESULTS)][: chance.randint(2, 4)]))
    return pool


def _joined(sentences: list[str]) -> Text:
    spans, at = [], 0
    for sentence in sentences:
        spans.append((at, at + len(sentence)))
        at += len(sentence) + 1
    return Text(" ".join(sentences), tuple(spans))
