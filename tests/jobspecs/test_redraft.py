"""The three-way comparison: what is kept, what follows the new draft, and what a choice makes of a spec."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jobspecs.drafting.base import Span
from jobspecs.redraft.comparing import compare
from jobspecs.redraft.content import Asked, Line
from jobspecs.redraft.showing import sections_of
from jobspecs.redraft.taking import NothingLeft
from tests.jobspecs.redraft_sides import BASE, HALVES, _three, after, asked, changed, choice, content, labels, wording


class TestNothingToChange:
    def test_in_an_untouched_spec(self) -> None:
        assert list(compare(BASE, BASE, BASE).pieces) == []

    def test_what_a_person_edited_is_all_that_differs(self) -> None:
        mine = changed(BASE, title="Captain of Ferries", must_haves=[*BASE.must_haves, Line("required", "Sea legs")])
        comparison = compare(BASE, mine, BASE)
        assert labels(comparison) == ([], ["Title: Ferry Captain instead", "Remove required “Sea legs”"])
        assert all(not piece.is_news for piece in comparison.pieces)

    def test_other_places_in_the_description_are_no_change(self) -> None:
        theirs = changed(BASE, competencies=[replace(w, sources=(Span(0, 9),)) for w in BASE.competencies])
        assert list(compare(BASE, BASE, theirs).pieces) == []

    def test_questions_in_another_order_are_no_change(self) -> None:
        two = [asked("steering", "Tell of a storm.", "q1"), asked("steering", "Tell of a wreck.", "q2")]
        side = content(HALVES, {1: two})
        assert list(compare(side, side, changed(side, questions={1: two[::-1]})).pieces) == []

    def test_what_a_person_changed_just_as_the_draft_now_does(self) -> None:
        other = changed(BASE, level="staff", must_haves=[Line("required", "A licence for 900 tons")])
        assert list(compare(BASE, other, other).pieces) == []


class TestTitleAndLevel:
    def test_follow_the_draft_unless_a_person_changed_them(self) -> None:
        theirs = changed(BASE, title="Master of Ferries", level="lead")
        comparison = compare(BASE, changed(BASE, level="staff"), theirs)
        assert labels(comparison) == (["Title: Master of Ferries"], ["Level: lead instead"])
        result = after(comparison)
        assert (result.title, result.level) == ("Master of Ferries", "staff")
        assert after(comparison, "Level").level == "lead"


class TestCompetencies:
    def test_worded_anew_by_the_draft_alone_are_taken(self) -> None:
        theirs = changed(BASE, competencies=[wording("steering", definition="Steers a ship."), wording("weather")])
        comparison = compare(BASE, BASE, theirs)
        assert labels(comparison) == (["Reword Steering"], [])
        result = after(comparison)
        assert result.competencies[0].definition == "Steers a ship."
        assert (result.is_other_rubric(BASE), result.measures_other_things(BASE)) == (True, False)
        assert not after(comparison, without=["Reword"]).is_other_version(BASE)

    def test_worded_anew_by_both_are_kept_and_the_other_can_be_taken(self) -> None:
        mine = changed(BASE, competencies=[wording("steering", definition="Steers with care."), wording("weather")])
        theirs = changed(BASE, competencies=[wording("steering", definition="Steers a ship."), wording("weather")])
        comparison = compare(BASE, mine, theirs)
        assert labels(comparison) == ([], ["Reword Steering instead"])
        shown = choice(comparison, "Reword")
        assert (shown.badge, shown.yours) == ("kept: yours", (("Definition", "Steers with care."),))
        assert [(s.change, s.text) for s in shown.fields[0].spans] == [
            ("same", "Steers "),
            ("added", "a ship."),
        ]
        assert after(comparison).competencies[0].definition == "Steers with care."
        assert after(comparison, "Reword").competencies[0].definition == "Steers a ship."

    def test_under_another_key_but_the_same_name_are_the_same(self) -> None:
        theirs = content(
            {"ship_steering": "0.50", "weather": "0.50"},
            {1: [asked("ship_steering", "Tell of steering.")], 2: [asked("weather")]},
            competencies=[wording("ship_steering", "STEERING", "Steers a ship."), wording("weather")],
        )
        comparison = compare(BASE, BASE, theirs)
        assert labels(comparison) == (["Reword Steering"], [])
        assert [w.key for w in after(comparison).competencies] == ["steering", "weather"]

    def test_new_ones_come_with_their_questions_and_stand_where_the_draft_has_them(self) -> None:
        theirs = content(
            {"steering": "0.40", "mooring": "0.30", "weather": "0.30"},
            {1: [asked("steering"), asked("mooring")], 2: [asked("weather"), asked("mooring", "When did it fail?")]},
        )
        comparison = compare(BASE, BASE, theirs)
        assert labels(comparison)[0] == ["Add Mooring, with 2 questions", "Take the draft's weights"]
        result = after(comparison)
        assert [w.key for w in result.competencies] == ["steering", "mooring", "weather"]
        assert [(p.round, p.theirs and p.theirs.written.text) for p in result.questions] == [
            (1, "Tell of mooring."),
            (2, "When did it fail?"),
        ]
        assert {key: str(w.value) for key, w in result.weights.items()} == {
            "steering": "0.40",
            "mooring": "0.30",
            "weather": "0.30",
        }
        assert result.measures_other_things(BASE)
        unwanted = after(comparison, without=["Add"])
        assert (len(unwanted.competencies), unwanted.questions) == (2, [])

    def test_that_the_draft_drops_go_with_the_questions_of_the_engine(self) -> None:
        base = content({"steering": "0.50", "weather": "0.30", "mooring": "0.20"}, {1: _three("q")})
        comparison = compare(base, base, content(HALVES, {1: [asked("steering"), asked("weather")]}))
        assert labels(comparison)[0] == ["Remove Mooring, with 1 question", "Take the draft's weights"]
        result = after(comparison)
        assert [(p.row, p.theirs) for p in result.questions] == [("q-mooring", None)]
        assert sum(w.value for w in result.weights.values()) == 1

    @pytest.mark.parametrize(
        "persons",
        [
            asked("mooring", "In my own words?", "q-mooring", is_persons=True),
            asked("mooring", "Tell of steering.", "q-steering"),  # a person let an engine's question measure it
            asked("mooring", "One more?", "q9", is_persons=True),
        ],
    )
    def test_that_the_draft_drops_stay_while_a_persons_question_asks_them(self, persons: Asked) -> None:
        base = content({"steering": "0.50", "weather": "0.30", "mooring": "0.20"}, {1: _three("q")})
        mine = changed(base, questions={1: [*(q for q in _three("q") if q.row != persons.row), persons]})
        comparison = compare(base, mine, content(HALVES, {1: [asked("steering"), asked("weather")]}))
        found = choice(comparison, "Remove Mooring")
        assert (found.is_kept, found.is_ticked, found.badge) == (True, False, "kept: a person's question asks it")
        assert f"Asked by “{persons.written.text}”" in found.notes
        assert "mooring" in after(comparison).weights
        result = after(comparison, "Remove Mooring")
        assert "mooring" not in result.weights
        assert persons.row in [piece.row for piece in result.questions if piece.theirs is None]

    def test_that_a_person_added_stay(self) -> None:
        mine = content({"steering": "0.45", "weather": "0.45", "singing": "0.10"})
        comparison = compare(BASE, mine, BASE)
        assert labels(comparison) == ([], ["Remove Singing"])
        assert list(after(comparison).weights) == ["steering", "weather", "singing"]
        assert not after(comparison).is_other_version(mine)

    def test_that_a_person_removed_stay_away_until_they_are_wanted_back(self) -> None:
        mine = content({"steering": "1.00"}, {1: [asked("steering", row="q1")], 2: [asked("weather", row="q2", is_retired=True)]})
        comparison = compare(BASE, mine, BASE)
        assert labels(comparison) == ([], ["Add Weather, with 1 question"])
        assert list(after(comparison).weights) == ["steering"]
        back = after(comparison, "Add Weather")
        assert list(back.weights) == ["steering", "weather"]
        assert [(p.row, p.mine) for p in back.questions] == [("q2", None)]

    def test_cannot_all_go(self) -> None:
        comparison = compare(BASE, BASE, content({"mooring": "1.00"}, {1: [asked("mooring")], 2: [asked("mooring")]}))
        assert list(after(comparison).weights) == ["mooring"]
        with pytest.raises(NothingLeft, match="at least one competency"):
            after(comparison, without=["Add Mooring"])


class TestASpecThatNoEngineHasDrafted:
    def test_is_all_peoples_and_nothing_is_ticked(self) -> None:
        theirs = content(
            {"steering": "0.40", "mooring": "0.60"},
            {1: [asked("steering", "I?"), asked("mooring")], 2: [asked("mooring")]},
            title="Master",
            competencies=[wording("steering", definition="Steers a ship."), wording("mooring")],
        )
        comparison = compare(None, BASE, theirs)
        ticked, kept = labels(comparison)
        assert ticked == []
        assert kept == [
            "Title: Master instead",
            "Reword Steering instead",
            "Remove Weather, with 1 question",
            "Add Mooring, with 2 questions",
            "Take the draft's weights",
            "Reword “Tell of steering.” instead",
        ]
        assert {c.badge for s in sections_of(comparison, ()) for c in (*s.choices, *s.rest)} == {"kept: yours", "new"}
        assert all(not section.rest for section in sections_of(comparison, ()))

    def test_takes_what_is_chosen(self) -> None:
        theirs = content({"steering": "0.40", "weather": "0.60"}, title="Master")
        comparison = compare(None, BASE, theirs)
        assert not after(comparison).is_other_version(BASE)
        assert after(comparison, "Take the draft's weights").weights == theirs.weights

    def test_that_says_what_the_draft_says_has_nothing_to_choose(self) -> None:
        assert list(compare(None, BASE, BASE).pieces) == []


class TestWords:
    """How both sides read."""

    def test_that_hardly_agree_stand_one_after_the_other(self) -> None:
        theirs = changed(BASE, competencies=[wording("steering", definition="Brings the boat home."), wording("weather")])
        spans = choice(compare(BASE, BASE, theirs), "Reword").fields[0].spans
        assert [(s.change, s.text) for s in spans] == [
            ("removed", "Does steering.\n"),
            ("added", "Brings the boat home."),
        ]

    def test_of_what_comes_are_all_there_and_of_what_goes_the_levels_are_not(self) -> None:
        theirs = content({"steering": "0.50", "mooring": "0.50"})
        comparison = compare(BASE, BASE, theirs)
        comes, goes = choice(comparison, "Add Mooring"), choice(comparison, "Remove Weather")
        assert [f.label for f in comes.fields] == ["Definition", "For this role"]
        assert [f.label for f in comes.folded] == [f"Level {n}" for n in range(1, 6)]
        assert ([f.label for f in goes.fields], goes.folded) == (["Definition", "For this role"], ())
        assert (comes.badge, goes.badge) == ("new", "no longer in the draft")

    def test_say_where_one_side_of_what_is_kept_has_nothing(self) -> None:
        mine = changed(BASE, must_haves=[BASE.must_haves[0], Line("required", "Sea legs")])
        comparison = compare(BASE, mine, BASE)
        assert choice(comparison, "Remove required “Sea legs”").notes == ("The new draft does not have it.",)
        assert choice(comparison, "Add preferred “Speaks").notes == ("Removed, or left out, when the draft before had it.",)


class TestWhatIsSeen:
    def test_has_another_id_once_somebody_changed_it(self) -> None:
        theirs = changed(BASE, competencies=[wording("steering", definition="Steers a ship."), wording("weather")])
        first = compare(BASE, BASE, theirs)
        mine = changed(BASE, competencies=[wording("steering", definition="Steers with care."), wording("weather")])
        assert first.ids.isdisjoint(compare(BASE, mine, theirs).ids)
        assert first.ids == compare(BASE, BASE, theirs).ids

    def test_of_a_competency_that_goes_includes_its_questions(self) -> None:
        base = content({"steering": "0.50", "weather": "0.30", "mooring": "0.20"}, {1: _three("q")})
        theirs = content(HALVES, {1: [asked("steering"), asked("weather")]})
        mine = changed(base, questions={1: [*_three("q")[:2], asked("mooring", "Mine?", "q-mooring", is_persons=True)]})
        first, second = compare(base, base, theirs), compare(base, mine, theirs)
        assert choice(first, "Remove").id != choice(second, "Remove").id

    def test_what_people_made_otherwise_than_an_unchanged_draft_is_set_apart(self) -> None:
        mine = changed(BASE, title="Captain of Ferries", level="staff")
        sections = sections_of(compare(BASE, mine, changed(BASE, level="lead")), frozenset())
        assert [([c.label for c in s.choices], [c.label for c in s.rest]) for s in sections] == [
            (["Level: lead instead"], ["Title: Ferry Captain instead"])
        ]
