"""How figures are said, on the page and in the file alike."""

from __future__ import annotations

from dataclasses import dataclass

from scoring.fairness.figures import Chance
from scoring.fairness.hiding import LEAST
from scoring.fairness.tables import Figure, Measure

HIDDEN = "hidden"
UNDER = f"under {LEAST}"


@dataclass(frozen=True)
class Said:
    """A figure in words; an empty string where there is nothing to say."""

    count: str
    rate: str
    ratio: str
    chance: str = ""
    verdict: str = ""
    is_below: bool = False
    is_best: bool = False
    is_small: bool = False

    @property
    def is_hidden(self) -> bool:
        return self.rate == HIDDEN


def percent(share: float, places: int = 1) -> str:
    return f"{100 * share:.{places}f} %"


def said(figure: Figure, measure: Measure) -> Said:
    """Selection and no-score rates come with their count. A scoring rate is in whole percent and has none: of how many it
    is, would tell how many have no score."""
    count, rate = _no_score(figure) if measure == "scored" else _favourable(figure, places=0 if measure == "scoring" else 1)
    return Said(
        count="" if measure == "scoring" else count,
        rate=rate,
        ratio=_ratio(figure),
        chance=_chance(figure.chance),
        verdict=_verdict(figure),
        is_below=bool(figure.is_below),
        is_best=figure.is_best,
        is_small=figure.is_small and not figure.is_best,
    )


def _favourable(figure: Figure, places: int) -> tuple[str, str]:
    if figure.rate is not None:
        return str(figure.good), percent(figure.rate, places)
    if figure.at_most is not None:
        return UNDER, f"at most {percent(figure.at_most, places)}"
    if figure.at_least is not None:
        return f"all but {UNDER}", f"at least {percent(figure.at_least, places)}"
    return HIDDEN, HIDDEN


def _no_score(figure: Figure) -> tuple[str, str]:
    if figure.bad_rate is not None:
        return str(figure.bad), percent(figure.bad_rate)
    if figure.bad_at_most is not None:
        return UNDER, f"at most {percent(figure.bad_at_most)}"
    if figure.bad_at_least is not None:
        return f"all but {UNDER}", f"at least {percent(figure.bad_at_least)}"
    return HIDDEN, HIDDEN


def _ratio(figure: Figure) -> str:
    if figure.ratio is not None:
        return f"{figure.ratio:.2f}"
    return f"at most {figure.ratio_at_most:.2f}" if figure.ratio_at_most is not None else ""


def _chance(chance: Chance | None) -> str:
    if chance is None:
        return ""
    value = "p < 0.01" if chance.p < 0.01 else f"p = {chance.p:.2f}"
    return f"{value} ({'Fisher’s exact test' if chance.is_exact else 'pooled z test'})"


def _verdict(figure: Figure) -> str:
    """The number that is missing to four fifths is said where counts are."""
    if not figure.is_below:
        return ""
    return f"below four fifths: {figure.more} more would reach it" if figure.more else "below four fifths"
