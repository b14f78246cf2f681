"""What made-up specs hold: competencies of the library, weights, must-haves, questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from random import Random

from jobspecs.choices import Level
from jobspecs.library.loader import LibraryCompetency, library
from jobspecs.operations.specs import SpecContent
from jobspecs.operations.versions import CompetencyWording, MustHaveLine, WeightGiven
from jobspecs.questions.base import WrittenQuestion

DUTIES = ("keep work moving while plans change", "look after what others rely on", "put things right for those who call")
COMPETENCIES = (4, 4, 5, 5, 6)  # of one spec after the other
MOST_COMPETENCIES = 8  # of the large and the small one: the worst case for whatever is summed


def content_of_spec(number: int, chance: Random, *, competencies: int) -> SpecContent:
    """A spec of one family of the library: each competency is asked about once, written or spoken."""
    family = chance.choice(
        [family for family in library().families if len(family.competencies) >= competencies and family.titles]
    )
    chosen = chance.sample(family.competencies, competencies)
    title = f"{chance.choice(family.titles).capitalize()} {number:03}"
    duty = chance.choice(DUTIES)
    return SpecContent(
        title=title,
        level=chance.choice(Level.values),
        description=f"{title}. You will {duty}. You bring {chosen[0].name} and {chosen[1].name}.",
        wordings=[_wording(competency, duty) for competency in chosen],
        weights={key: WeightGiven(value) for key, value in balanced([c.key for c in chosen], chance).items()},
        must_haves=[
            MustHaveLine("required", f"Two years of {chosen[0].name}"),
            MustHaveLine("preferred", f"Has taught {chosen[1].name} to others"),
        ],
        questions=_questions(chosen, duty, title),
    )


def balanced(keys: Sequence[str], chance: Random) -> Mapping[str, Decimal]:
    """Weights with two places that sum to 1.00, each at least 0.02."""
    cuts = sorted(chance.sample(range(1, 101 - len(keys)), len(keys) - 1))
    parts = [end - start + 1 for start, end in zip([0, *cuts], [*cuts, 100 - len(keys)], strict=True)]
    return {key: Decimal(part) / 100 for key, part in zip(keys, parts, strict=True)}


def _wording(competency: LibraryCompetency, duty: str) -> CompetencyWording:
    anchors = list(competency.wording.anchors)
    return CompetencyWording(competency.key, competency.name, competency.definition, f"{duty}.", anchors)


def _questions(chosen: Sequence[LibraryCompetency], duty: str, title: str) -> Mapping[int, Sequence[WrittenQuestion]]:
    half = (len(chosen) + 1) // 2
    written = [
        WrittenQuestion(c.key, c.wording.written[0].format(duty=duty, title=title), (), c.wording.guide) for c in chosen[:half]
    ]
    spoken = [
        WrittenQuestion(
            c.key, c.wording.voice[0].prompt.format(duty=duty, title=title), c.wording.voice[0].probes, c.wording.guide
        )
        for c in chosen[half:]
    ]
    return {1: written, 2: spoken}
