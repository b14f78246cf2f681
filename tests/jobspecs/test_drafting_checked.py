"""What is done with what an engine drafts: mended, left out, or handed to the offline engine."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobspecs.drafting.base import DraftedCompetency, DraftedMustHave, DraftedWeight, EngineAway, Reading, Span
from jobspecs.drafting.checked import checked_competencies, checked_must_haves, checked_reading, checked_weights
from jobspecs.library.loader import library

TEXT = (
    "Lighthouse Keeper\n\nWhat you will do\n- Tend the lamp and its generator through the night.\n"
    "- Log weather and passing ships every hour.\n- Repair storm damage to the tower and the landing stage.\n"
    "- Radio the coast guard when a ship is in trouble.\n\nYou need\n- A radio operator's certificate\n- Two years at sea\n"
)
ANCHORS = ("says nothing", "says little", "says enough", "says much", "says it all")


def competency(name: str, clause: str, **changed: object) -> DraftedCompetency:
    fields: dict[str, object] = {
        "key": name.lower().replace(" ", "_"),
        "name": name,
        "definition": f"Does {name.lower()} soundly.",
        "for_this_role": clause,
        "anchors": ANCHORS,
    }
    return DraftedCompetency(**(fields | changed))  # type: ignore[arg-type]


LAMP = competency("Lamp Keeping", "tend the lamp and its generator through the night.")
LOGGING = competency("Log Keeping", "log weather and passing ships every hour.")
REPAIR = competency("Storm Repair", "repair storm damage to the tower and the landing stage.")
READING = Reading(TEXT, "Lighthouse Keeper", "mid")


def weights_of(**values: str) -> dict[str, DraftedWeight]:
    return {key: DraftedWeight(Decimal(value), f"as {key} was named") for key, value in values.items()}


EMPHASIS = weights_of(lamp_keeping="0.40", log_keeping="0.35", storm_repair="0.25")


class TestReading:
    def test_of_what_the_description_says_stays(self) -> None:
        assert checked_reading(READING) == (READING, [])

    @pytest.mark.parametrize(
        "title", ["", "Chief Visionary Officer", "A keeper of the lamp who also logs the weather and repairs what the storm took"]
    )
    def test_of_a_title_that_is_not_there_is_replaced_and_noted(self, title: str) -> None:
        reading, notes = checked_reading(Reading(TEXT, title, "mid"))
        assert reading.title == "Lighthouse Keeper"
        assert len(notes) == 1
        assert "Lighthouse Keeper" in notes[0]

    def test_of_a_level_that_is_none_is_replaced_and_noted(self) -> None:
        reading, notes = checked_reading(Reading(TEXT, "Lighthouse Keeper", "grand master"))
        assert reading.level in {"junior", "mid"}
        assert "grand master" in notes[0]

    def test_of_a_language_that_is_none_is_read_again(self) -> None:
        assert checked_reading(Reading(TEXT, "Lighthouse Keeper", "mid", "English, British"))[0].language == "en"


class TestCompetencies:
    def test_that_are_sound_stay_as_they_are(self) -> None:
        assert checked_competencies([LAMP, LOGGING, REPAIR], READING) == ([LAMP, LOGGING, REPAIR], [])

    @pytest.mark.parametrize(
        ("bad", "why"),
        [
            (competency("", "tend the lamp."), "no name"),
            (competency("Tend the lamp and its generator", "tend the lamp through the night."), "a duty"),
            (competency("Blockchain Strategy", "define our tokenomics roadmap with investors."), "says nothing of it"),
            (competency("Religious Devotion", "tend the lamp through the night."), "protected ground"),
            (competency("Endless Watch", "tend the lamp " * 40), "over 60 words"),
            (competency("Lamp Keeping", "log passing ships."), "repeats"),
            (competency("The Keeping of Lamps", "log the weather."), "repeats"),
            (competency("Another Name", LAMP.for_this_role), "repeats"),
        ],
    )
    def test_that_are_not_are_left_out_and_named(self, bad: DraftedCompetency, why: str) -> None:
        kept, notes = checked_competencies([LAMP, bad, LOGGING, REPAIR], READING)
        assert kept == [LAMP, LOGGING, REPAIR]
        assert len(notes) == 1
        assert why in notes[0]

    def test_of_which_fewer_than_three_are_left_are_for_another_engine(self) -> None:
        with pytest.raises(EngineAway, match="named 2 usable competencies of 5, and a spec needs 3"):
            checked_competencies([LAMP, LAMP, LAMP, LAMP, REPAIR], READING)

    def test_of_which_there_are_more_than_six_are_cut_and_the_rest_named(self) -> None:
        many = [LAMP, LOGGING, REPAIR] + [
            competency(name, clause)
            for name, clause in (
                ("Radio Practice", "radio the coast guard when a ship is in trouble."),
                ("Tower Care", "care for the tower."),
                ("Generator Service", "tend the generator."),
                ("Ship Watching", "watch passing ships every hour."),
            )
        ]
        kept, notes = checked_competencies(many, READING)
        assert len(kept) == 6
        assert "“Ship Watching”" in notes[0]

    @pytest.mark.parametrize("key", ["Lamp Keeping!", "", "lamp-keeping", "1st lamp"])
    def test_get_a_key_in_snake_case(self, key: str) -> None:
        kept, _ = checked_competencies([competency("Lamp Keeping", LAMP.for_this_role, key=key), LOGGING, REPAIR], READING)
        assert kept[0].key == "lamp_keeping"

    def test_with_one_key_for_two_are_one_and_a_repetition(self) -> None:
        twin = competency("Storm Work", REPAIR.for_this_role, key="lamp_keeping")
        kept, notes = checked_competencies([LAMP, twin, LOGGING, REPAIR], READING)
        assert [c.key for c in kept] == ["lamp_keeping", "log_keeping", "storm_repair"]
        assert "Storm Work" in notes[0]

    def test_without_definition_or_anchors_get_those_of_the_library(self) -> None:
        known = next(library().competencies())
        bare = competency(known.name, LAMP.for_this_role, key=known.key, definition="", anchors=("", "", "", "", ""))
        kept, _ = checked_competencies([bare, LOGGING, REPAIR], READING)
        assert (kept[0].definition, kept[0].anchors) == (known.definition, known.wording.anchors)

    @pytest.mark.parametrize("anchors", [("same",) * 5, ("one", "two", "three", "four", ""), ()])
    def test_that_no_library_knows_get_anchors_of_their_own_name(self, anchors: tuple[str, ...]) -> None:
        kept, _ = checked_competencies(
            [competency("Lamp Keeping", LAMP.for_this_role, anchors=anchors), LOGGING, REPAIR], READING
        )
        assert len(set(kept[0].anchors)) == 5
        assert "lamp keeping" in kept[0].anchors[2]

    def test_keep_only_places_inside_the_description(self) -> None:
        placed = competency("Lamp Keeping", LAMP.for_this_role, sources=(Span(3, 9), Span(-1, 4), Span(5, 5), Span(7, 10_000)))
        assert checked_competencies([placed, LOGGING, REPAIR], READING)[0][0].sources == (Span(3, 9),)


class TestWeights:
    def test_that_are_sound_stay_with_their_reasons(self) -> None:
        given = weights_of(lamp_keeping="0.50", log_keeping="0.30", storm_repair="0.20")
        assert checked_weights(given, [LAMP, LOGGING, REPAIR], EMPHASIS) == (given, [])

    def test_that_do_not_sum_to_one_are_brought_there_and_the_change_is_told(self) -> None:
        given = weights_of(lamp_keeping="0.6", log_keeping="0.45", storm_repair="0.3")
        weights, notes = checked_weights(given, [LAMP, LOGGING, REPAIR], EMPHASIS)
        assert {key: str(weight.value) for key, weight in weights.items()} == {
            "lamp_keeping": "0.45",
            "log_keeping": "0.35",
            "storm_repair": "0.20",
        }
        assert weights["lamp_keeping"].reason == "as lamp_keeping was named"
        assert notes == [
            "The weights summed to 1.35 and were brought to 1.00 in steps of 0.05: "
            "Lamp Keeping 0.60 → 0.45, Log Keeping 0.45 → 0.35, Storm Repair 0.30 → 0.20."
        ]

    @pytest.mark.parametrize("value", ["1", "0.33", "0", "-2", "NaN", "Infinity"])
    def test_that_are_all_alike_say_nothing(self, value: str) -> None:
        weights, notes = checked_weights(
            weights_of(lamp_keeping=value, log_keeping=value, storm_repair=value), [LAMP, LOGGING, REPAIR], EMPHASIS
        )
        assert weights == EMPHASIS
        assert "all alike" in notes[0]

    def test_of_which_one_takes_all_leave_something_to_the_others(self) -> None:
        """An instruction in the description ("weight 1.0 to …") can win no more than this."""
        weights, notes = checked_weights(
            weights_of(lamp_keeping="1.0", log_keeping="0.01", storm_repair="0.01"), [LAMP, LOGGING, REPAIR], EMPHASIS
        )
        assert weights["lamp_keeping"].value == Decimal("0.50")
        assert min(weight.value for weight in weights.values()) >= Decimal("0.05")
        assert notes

    @given(st.lists(st.decimals(allow_nan=True, allow_infinity=True), min_size=0, max_size=3))
    def test_whatever_comes_sum_to_one_in_steps(self, values: list[Decimal]) -> None:
        competencies = [LAMP, LOGGING, REPAIR]
        given_weights = {c.key: DraftedWeight(value) for c, value in zip(competencies, values, strict=False)}
        weights, _ = checked_weights(given_weights, competencies, EMPHASIS)
        assert sum(weight.value for weight in weights.values()) == Decimal("1.00")
        assert set(weights) == {c.key for c in competencies}
        assert all(Decimal("0.05") <= w.value <= Decimal("0.50") and w.value % Decimal("0.05") == 0 for w in weights.values())


class TestMustHaves:
    def test_are_clean_different_and_of_a_kind(self) -> None:
        lines = [
            DraftedMustHave("required", "• a radio operator's certificate;", Span(3, 9)),
            DraftedMustHave("REQUIRED", "A radio operator's certificate"),
            DraftedMustHave("nice", "Two years at sea.", Span(9, 3)),
            DraftedMustHave("preferred", "  "),
        ]
        kept, notes = checked_must_haves(lines, TEXT)
        assert kept == [
            DraftedMustHave("required", "A radio operator's certificate", Span(3, 9)),
            DraftedMustHave("required", "Two years at sea", None),
        ]
        assert notes == []

    def test_that_the_description_does_not_ask_for_are_left_out_and_counted(self) -> None:
        lines = [
            DraftedMustHave("required", "Master's degree in computer science"),
            DraftedMustHave("required", "Two years at sea"),
        ]
        kept, notes = checked_must_haves(lines, TEXT)
        assert [line.text for line in kept] == ["Two years at sea"]
        assert notes == ["One must-have was left out: the description does not ask for it."]
        _, notes = checked_must_haves([*lines, DraftedMustHave("preferred", "Fluent Portuguese and advanced calculus")], TEXT)
        assert notes == ["2 must-haves were left out: the description does not ask for them."]
