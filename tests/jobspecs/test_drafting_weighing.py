"""Weights come from emphasis, and each reason can be counted in the description."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobspecs.drafting.base import DraftedCompetency, DraftedWeight, Span
from jobspecs.drafting.headings import Part
from jobspecs.drafting.offline import OfflineDrafting
from jobspecs.drafting.sections import posting_of
from jobspecs.drafting.weighing import MOST_STEPS, MOST_STEPS_OF_FEW, STEPS, capped, evidence_for, weights_of
from jobspecs.drafting.working import working_lines
from tests.jobspecs import descriptions
from tests.jobspecs import trade_postings as postings

ENGINE = OfflineDrafting()
TIMES = {"once": 1, "twice": 2}
PUMPS, TRAINING, RECORDS = (
    "- Repair pumps on site and find what made them fail.",
    "- Train two apprentices in lockout procedures.",
    "- Keep the maintenance records of 41 stations.",
)


def posting(*duties: str, required: str = "- A valid driving licence.") -> str:
    return "Waterworks Hand\n\nWhat you will do\n" + "\n".join(duties) + f"\n\nWhat we are looking for\n{required}\n"


def competency(text: str, key: str, clause: str, *sources: str) -> DraftedCompetency:
    spans = tuple(Span(text.index(source), text.index(source) + len(source)) for source in sources)
    return DraftedCompetency(key, key.replace("_", " ").title(), "Does it well.", clause, ("", "", "", "", ""), spans)


def weighed(text: str, title: str = "Waterworks Hand") -> dict[str, DraftedWeight]:
    return weights_of(
        posting_of(text),
        title,
        [
            competency(text, "pump_work", "repair pumps on site.", PUMPS[2:20]),
            competency(text, "apprentice_training", "train two apprentices in lockout procedures.", TRAINING[2:20]),
            competency(text, "station_records", "keep the maintenance records of 41 stations.", RECORDS[2:20]),
        ],
    )


def test_what_takes_more_room_weighs_more() -> None:
    weights = weighed(posting(PUMPS, TRAINING, RECORDS, "- Inspect pumps on site each week.", "- Order seals for pumps on site."))
    assert weights["pump_work"].value > weights["apprentice_training"].value
    assert weights["pump_work"].reason == "named in 3 of 5 duties, first of the duties"
    assert weights["apprentice_training"].reason == "named in 1 of 5 duties"


def test_what_comes_first_weighs_more() -> None:
    first, last = weighed(posting(PUMPS, TRAINING, RECORDS)), weighed(posting(RECORDS, TRAINING, PUMPS))
    assert first["pump_work"].value > last["pump_work"].value
    assert "first of the duties" in first["pump_work"].reason
    assert "first of the duties" not in last["pump_work"].reason


def test_what_is_a_must_weighs_more() -> None:
    text = posting(PUMPS, TRAINING, RECORDS)
    plain = weighed(text)
    must = weighed(text.replace("lockout procedures", "lockout procedures, which is essential"))
    assert plain["apprentice_training"].value <= must["apprentice_training"].value
    assert must["apprentice_training"].reason == "named in 1 of 3 duties, a must once"


def test_what_is_required_again_weighs_more() -> None:
    asked = weighed(
        posting(
            PUMPS, TRAINING, RECORDS, required="- Experience in maintenance records of stations.\n- Good records of stations."
        )
    )
    plain = weighed(posting(PUMPS, TRAINING, RECORDS))
    assert asked["station_records"].value > plain["station_records"].value
    assert asked["station_records"].reason == "named in 1 of 3 duties, required twice"


def test_equal_emphasis_is_told_apart_by_order_alone() -> None:
    weights = weighed(posting(PUMPS, TRAINING, RECORDS))
    values = [weights[key].value for key in ("pump_work", "apprentice_training", "station_records")]
    assert values == sorted(values, reverse=True)


def test_a_line_that_carries_another_clause_counts_less() -> None:
    text = posting(PUMPS, TRAINING, RECORDS, "- Write down in the records of stations which pumps on site failed.")
    before = weighed(text)
    carried = weights_of(
        posting_of(text),
        "Waterworks Hand",
        [
            competency(text, "pump_work", "repair pumps on site.", PUMPS[2:20], "Write down in the records of stations"),
            competency(text, "apprentice_training", "train two apprentices in lockout procedures.", TRAINING[2:20]),
            competency(text, "station_records", "keep the maintenance records of 41 stations.", RECORDS[2:20]),
        ],
    )
    assert carried["station_records"].value <= before["station_records"].value
    assert carried["station_records"].reason == before["station_records"].reason == "named in 2 of 4 duties"


def counted(reason: str, pattern: str) -> int:
    found = re.search(pattern, reason)
    if not found:
        return 0
    return TIMES.get(found.group(1)) or int(re.sub(r"\D", "", found.group(1)))


@pytest.mark.parametrize(
    "text", [*postings.ALL.values(), descriptions.TIDY, descriptions.RARE], ids=[*postings.ALL, "tidy", "thatcher"]
)
def test_every_reason_can_be_counted(text: str) -> None:
    reading = ENGINE.read(text)
    read = posting_of(text)
    competencies = ENGINE.competencies(reading)
    duties = [placed for placed in working_lines(read) if placed.part is Part.DUTIES]
    for competency, weight in zip(competencies, ENGINE.weights(reading, competencies).values(), strict=True):
        lines = evidence_for(competency, read, reading.title).lines
        assert counted(weight.reason, r"named in (\d+) of") == sum(line in duties for line in lines)
        assert counted(weight.reason, r"named in \d+ of (\d+) dut") in {0, len(duties)}
        assert counted(weight.reason, r"required (once|twice|in \d+)") == sum(line.part is Part.REQUIRED for line in lines)
        assert counted(weight.reason, r"preferred (once|twice|\d+ times)") == sum(line.part is Part.PREFERRED for line in lines)
        assert ("first of the duties" in weight.reason) == (len(duties) > 1 and duties[0] in lines)
        for span in competency.sources:  # what the clause was made of is among the lines that are counted
            assert any(line.line.start <= span.start < line.line.end for line in lines)


@pytest.mark.parametrize("text", postings.ALL.values(), ids=postings.ALL.keys())
def test_weights_are_whole_steps_that_sum_to_one(text: str) -> None:
    reading = ENGINE.read(text)
    values = [weight.value for weight in ENGINE.weights(reading, ENGINE.competencies(reading)).values()]
    assert sum(values) == Decimal("1.00")
    assert all(value % Decimal("0.05") == 0 and Decimal("0.05") <= value <= Decimal("0.50") for value in values)


@given(st.lists(st.integers(1, 1000), min_size=3, max_size=6))
def test_steps_follow_the_emphasis(emphasis: list[int]) -> None:
    most = MOST_STEPS if len(emphasis) > 3 else MOST_STEPS_OF_FEW
    steps = capped([Fraction(share) for share in emphasis], least=2, most=most)
    assert sum(steps) == STEPS
    assert min(steps) >= 2
    assert max(steps) <= most
    for one, more in pairwise(emphasis):
        if more > one:
            place = emphasis.index(more), emphasis.index(one)
            assert steps[place[0]] >= steps[place[1]] - 1  # the steps are whole, so that equals can differ by one
