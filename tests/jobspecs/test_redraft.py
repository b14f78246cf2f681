"""The three-way comparison: what is kept, what follows the new draft, and what a choice makes of a spec."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from jobspecs.drafting.base import DraftedWeight, Span
from jobspecs.questions.base import Guide, WrittenQuestion
from jobspecs.redraft.comparing import compare, moved_weights
from jobspecs.redraft.content import Asked, Comparison, Content, Line, Wording
from jobspecs.redraft.showing import Choice, sections_of, weight_lines
from jobspecs.redraft.taking import NothingLeft, Taken, taken

LEVELS = ("nothing", "a little", "some", "much", "all")


def wording(key: str, name: str = "", definition: str = "") -> Wording:
    return Wording(key, name or key.title(), definition or f"Does {key}.", f"{key} on board.", LEVELS)


def asked(competency: str, text: str = "", row: str = "", **more: Any) -> Asked:
    """A question; `row` is what asks it, "" for one that is in a draft alone."""
    return Asked(WrittenQuestion(competency, text or f"Tell of {competency}.", ("And then?",), Guide("s")), row, **more)


def content(weights: Mapping[str, str], questions: Mapping[int, Sequence[Asked]] | None = None, **fields: Any) -> Content:
    found: dict[str, Any] = {
        "title": "Ferry Captain",
        "level": "senior",
        "competencies": [wording(key) for key in weights],
        "weights": {key: DraftedWeight(Decimal(value), f"why {key}") for key, value in weights.items()},
        "must_haves": [Line("required", "A licence for 500 tons"), Line("preferred", "Speaks a second language")],
        "questions": questions or {1: [asked("steering", row="q1")], 2: [asked("weather", row="q2")]},
    }
    return Content(**(found | fields))


HALVES = {"steering": "0.50", "weather": "0.50"}
BASE = content(HALVES)


def changed(side: Content, **fields: Any) -> Content:
    return replace(side, **fields)


def labels(comparison: Comparison) -> tuple[list[str], list[str]]:
    """What is ticked beforehand, and what is kept, in the words of the page."""
    choices = [c for section in sections_of(comparison, comparison.ticked) for c in (*section.choices, *section.rest)]
    return [c.label for c in choices if c.is_ticked], [c.label for c in choices if c.is_kept]


def choice(comparison: Comparison, label: str) -> Choice:
    sections = sections_of(comparison, comparison.ticked)
    return next(c for section in sections for c in (*section.choices, *section.rest) if c.label.startswith(label))


def after(comparison: Comparison, *wanted: str, without: Sequence[str] = ()) -> Taken:
    """The spec with what is ticked beforehand, and with these; labels may be given by their beginning."""
    ids = {choice(comparison, label).id for label in wanted}
    dropped = {choice(comparison, label).id for label in without}
    return taken(comparison, (comparison.ticked | ids) - dropped)


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


def _three(prefix: str) -> list[Asked]:
    return [asked(key, row=f"{prefix}-{key}") for key in ("steering", "weather", "mooring")]


class TestWeights:
    THREE = {"steering": "0.50", "weather": "0.30", "mooring": "0.20"}

    def test_that_nobody_moved_follow_the_draft_with_their_reasons(self) -> None:
        base = content(self.THREE)
        theirs = content({"steering": "0.40", "weather": "0.40", "mooring": "0.20"})
        comparison = compare(base, base, theirs)
        assert labels(comparison) == (["Take the draft's weights"], [])
        result = after(comparison)
        assert result.weights == theirs.weights
        assert after(comparison, without=["Take"]).weights == base.weights

    def test_that_a_person_moved_are_kept_to_the_cent_and_the_rest_is_shared(self) -> None:
        base = content({"steering": "0.40", "weather": "0.20", "mooring": "0.20", "radio": "0.20"})
        mine = content({"steering": "0.30", "weather": "0.30", "mooring": "0.20", "radio": "0.20"})
        theirs = content({"steering": "0.40", "weather": "0.10", "mooring": "0.40", "radio": "0.10"})
        comparison = compare(base, mine, theirs)
        assert comparison.moved == {"steering", "weather"}
        assert labels(comparison) == (
            ["Take the draft's weights where nobody has set one"],
            ["Take the draft's weights where somebody has set one"],
        )
        result = after(comparison)
        assert {k: str(w.value) for k, w in result.weights.items()} == {
            "steering": "0.30",
            "weather": "0.30",
            "mooring": "0.32",
            "radio": "0.08",
        }
        assert result.weights["mooring"].reason == ""  # the reason was for another number
        assert after(comparison, "Take the draft's weights where somebody").weights == theirs.weights

    def test_a_new_competency_makes_the_unmoved_ones_give_way(self) -> None:
        mine = content({"steering": "0.60", "weather": "0.25", "mooring": "0.15"})
        base = content({"steering": "0.50", "weather": "0.25", "mooring": "0.25"})
        theirs = content({"steering": "0.40", "weather": "0.20", "mooring": "0.20", "radio": "0.20"})
        result = after(compare(base, mine, theirs))
        assert (result.weights["steering"].value, result.weights["mooring"].value) == (Decimal("0.60"), Decimal("0.15"))
        assert sum(w.value for w in result.weights.values()) == 1

    def test_where_every_weight_was_moved_all_make_room_for_a_new_competency(self) -> None:
        mine = content({"steering": "0.80", "weather": "0.20"})
        theirs = content({"steering": "0.40", "weather": "0.40", "radio": "0.20"})
        result = after(compare(BASE, mine, theirs))
        assert {k: str(w.value) for k, w in result.weights.items()} == {"steering": "0.67", "weather": "0.17", "radio": "0.16"}

    def test_that_only_made_room_for_a_persons_competency_are_not_moved(self) -> None:
        base = {key: Decimal(value) for key, value in self.THREE.items()}
        made_room = {
            "steering": Decimal("0.45"),
            "weather": Decimal("0.27"),
            "mooring": Decimal("0.18"),
            "radio": Decimal("0.10"),
        }
        assert moved_weights(base, made_room) == {"radio"}
        assert moved_weights(base, {"steering": Decimal("0.63"), "weather": Decimal("0.37")}) == set()
        assert moved_weights(base, {"steering": Decimal("0.10"), "radio": Decimal("0.90")}) == {"radio"}

    @pytest.mark.parametrize("share", ["0.01", "0.33", "0.98"])
    @pytest.mark.parametrize("drafted", [("0.05", "0.05", "0.90"), ("0.35", "0.35", "0.30"), ("0.90", "0.05", "0.05")])
    def test_sum_to_one_whatever_is_chosen(self, share: str, drafted: tuple[str, str, str]) -> None:
        rest = Decimal("0.99") - Decimal(share)
        mine = content({"steering": share, "weather": str(rest), "mooring": "0.01"})
        theirs = content(dict(zip(("weather", "mooring", "radio"), drafted, strict=True)))
        comparison = compare(content(self.THREE), mine, theirs)
        ids = sorted(piece.id for piece in comparison.pieces if piece.kind in ("competency", "weights", "moved-weights"))
        for number in range(2 ** len(ids)):
            chosen = [one for at, one in enumerate(ids) if number >> at & 1]
            found = {line.after for line in weight_lines(comparison, chosen) if line.after is not None}
            assert sum(line.after or 0 for line in weight_lines(comparison, chosen)) == 1
            assert min(found) >= Decimal("0.01")


class TestMustHaves:
    def test_are_matched_by_their_words(self) -> None:
        theirs = changed(
            BASE,
            must_haves=[
                Line("required", "A licence for 900 tons"),
                Line("required", "speaks a second language."),
                Line("preferred", "Can cook"),
            ],
        )
        comparison = compare(BASE, BASE, theirs)
        assert labels(comparison)[0] == [
            "Reword “A licence for 500 tons”",
            "Reword “Speaks a second language”",
            "Add preferred “Can cook”",
        ]
        kind = choice(comparison, "Reword “Speaks").fields[1]
        assert [(s.change, s.text) for s in kind.spans] == [("removed", "preferred"), ("added", "required")]
        assert list(after(comparison).must_haves) == list(theirs.must_haves)
        kept = after(comparison, without=["Reword “A", "Add"]).must_haves
        assert [line.text for line in kept] == ["A licence for 500 tons", "speaks a second language."]

    def test_of_a_person_are_kept_edited_added_and_removed(self) -> None:
        mine = changed(BASE, must_haves=[Line("required", "A licence for 200 tons"), Line("required", "Sea legs")])
        theirs = changed(BASE, must_haves=[Line("required", "A licence for 900 tons"), BASE.must_haves[1]])
        comparison = compare(BASE, mine, theirs)
        assert labels(comparison) == (
            [],
            [
                "Reword “A licence for 200 tons” instead",
                "Add preferred “Speaks a second language”",
                "Remove required “Sea legs”",
            ],
        )
        assert [piece.is_news for piece in comparison.must_haves] == [True, False, False]
        assert not after(comparison).is_other_version(mine)
        everything = after(comparison, "Reword", "Add", "Remove").must_haves
        assert [line.text for line in everything] == ["A licence for 900 tons", "Speaks a second language"]

    def test_that_the_draft_drops_go(self) -> None:
        comparison = compare(BASE, BASE, changed(BASE, must_haves=[BASE.must_haves[1]]))
        assert labels(comparison)[0] == ["Remove required “A licence for 500 tons”"]
        assert list(after(comparison).must_haves) == [BASE.must_haves[1]]

    def test_new_ones_come_after_their_neighbour_in_the_draft(self) -> None:
        one, two = BASE.must_haves
        mine = changed(BASE, must_haves=[two, one])  # a person has put them in another order
        theirs = changed(BASE, must_haves=[one, Line("preferred", "Can cook"), two])
        assert [line.text for line in after(compare(BASE, mine, theirs)).must_haves] == [two.text, one.text, "Can cook"]


class TestQuestions:
    def side(self, *first: Asked) -> Content:
        return content(HALVES, {1: list(first), 2: [asked("weather", row="q9")]})

    def test_follow_the_draft_by_competency_and_place(self) -> None:
        base = self.side(asked("steering", "One?", "q1"), asked("weather", "Two?", "q2"), asked("steering", "Three?", "q3"))
        theirs = self.side(asked("weather", "II?"), asked("steering", "I?"), asked("steering", "III?"))
        comparison = compare(base, base, theirs)
        assert labels(comparison)[0] == ["Reword “One?”", "Reword “Two?”", "Reword “Three?”"]
        assert {p.row: p.theirs and p.theirs.written.text for p in after(comparison).questions} == {
            "q1": "I?",
            "q2": "II?",
            "q3": "III?",
        }

    def test_stand_with_their_round_and_every_one_is_offered(self) -> None:
        theirs = content(HALVES, {1: [asked("steering", "I?")], 2: [asked("weather", "II?")]})
        comparison = compare(BASE, BASE, theirs)
        sections = sections_of(comparison, comparison.ticked)
        assert [(s.name, [c.label for c in s.choices]) for s in sections] == [
            ("Round 01", ["Reword “Tell of steering.”"]),
            ("Round 02", ["Reword “Tell of weather.”"]),
        ]
        assert {c.id for s in sections for c in s.choices} == comparison.ids

    def test_that_a_person_worded_are_kept(self) -> None:
        base = self.side(asked("steering", "One?", "q1"))
        mine = self.side(asked("steering", "In my words?", "q1", is_persons=True))
        comparison = compare(base, mine, self.side(asked("steering", "I?")))
        assert labels(comparison) == ([], ["Reword “In my words?” instead"])
        assert after(comparison).questions == []
        assert [p.row for p in after(comparison, "Reword").questions] == ["q1"]

    def test_with_another_guide_alone_are_worded_anew(self) -> None:
        base = self.side(asked("steering", "One?", "q1"))
        better = Asked(replace(base.questions[1][0].written, guide=Guide("A case with its result.")))
        found = choice(compare(base, base, self.side(better)), "Reword “One?”")
        assert ([f.label for f in found.fields], [f.label for f in found.folded]) == ([], ["Strong"])

    def test_that_a_person_removed_leave_the_draft_to_those_that_stand(self) -> None:
        one, two = asked("steering", "One?", "q1"), asked("steering", "Two?", "q2")
        mine = self.side(replace(one, is_retired=True), two)
        comparison = compare(self.side(one, two), mine, self.side(asked("steering", "I?")))
        assert labels(comparison) == (["Reword “Two?”"], [])
        two_again = compare(self.side(one, two), mine, self.side(asked("steering", "I?"), asked("steering", "II?")))
        assert labels(two_again) == (["Reword “Two?”"], ["Add “II?”"])
        assert {p.row: p.mine is None for p in after(two_again, "Add").questions} == {"q1": True, "q2": False}

    def test_that_the_draft_no_longer_asks_are_retired(self) -> None:
        one, two = asked("steering", "One?", "q1"), asked("steering", "Two?", "q2")
        comparison = compare(self.side(one, two), self.side(one, two), self.side(one))
        assert labels(comparison)[0] == ["Remove “Two?”"]
        assert [(p.row, p.theirs) for p in after(comparison).questions] == [("q2", None)]

    def test_that_a_person_added_stay_and_are_listed_as_theirs(self) -> None:
        one = asked("steering", "One?", "q1")
        comparison = compare(self.side(one), self.side(one, asked("steering", "Mine?", "q5", is_persons=True)), self.side(one))
        assert labels(comparison) == ([], ["Remove “Mine?”"])

    def test_of_an_earlier_draft_that_nobody_took_are_offered_but_not_ticked(self) -> None:
        base = self.side(asked("steering", "One?", "q1"), asked("steering", "Not wanted?"))
        mine = self.side(asked("steering", "One?", "q1"))
        assert labels(compare(base, mine, base)) == ([], ["Add “Not wanted?”"])

    def test_a_round_is_not_left_without_one(self) -> None:
        base = content(HALVES, {1: [asked("steering", "One?", "q1")], 2: [asked("weather", row="q9")]})
        theirs = content(HALVES, {1: [asked("weather", "Two?")], 2: [asked("weather", row="q9")]})
        comparison = compare(base, base, theirs)
        assert len(after(comparison).questions) == 2
        with pytest.raises(NothingLeft, match="Round 01 would be left without a question"):
            after(comparison, without=["Add"])


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
