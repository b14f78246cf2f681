"""The pieces of a comparison one kind after another: weights, must-haves, questions."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from jobspecs.questions.base import Guide
from jobspecs.redraft.comparing import compare, moved_weights
from jobspecs.redraft.content import Asked, Content, Line
from jobspecs.redraft.showing import sections_of, weight_lines
from jobspecs.redraft.taking import NothingLeft
from tests.jobspecs.redraft_sides import BASE, HALVES, after, asked, changed, choice, content, labels


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
