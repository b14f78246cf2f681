"""The way through an interview."""

import pytest

from interviews.course import REVIEW, Course, Place, Step


def course(passed: int = 0, *, begun: tuple[int, ...] = (), answered: tuple[int, ...] = ()) -> Course:
    """Three written questions and two prompts, of which the first `passed` are passed."""
    return Course(
        [Step(n, 1 if n <= 3 else 2, is_passed=n <= passed, is_begun=n in begun, is_answered=n in answered) for n in range(1, 6)]
    )


@pytest.mark.parametrize(
    ("passed", "begun", "place"),
    [
        (0, (), Place(1)),
        (1, (1,), Place(2)),
        (3, (), Place(4, is_intro=True)),
        (3, (4,), Place(4)),
        (4, (), Place(5)),
        (5, (), REVIEW),
    ],
)
def test_comes_back_to_where_it_stopped(passed: int, begun: tuple[int, ...], place: Place) -> None:
    assert course(passed, begun=begun).resume() == place


@pytest.mark.parametrize(
    ("passed", "may"),
    [(0, [1]), (2, [1, 2, 3]), (3, [1, 2, 3, 4]), (4, [1, 2, 3, 5]), (5, [1, 2, 3])],
)
def test_written_questions_can_be_visited_again_and_prompts_not(passed: int, may: list[int]) -> None:
    here = course(passed)
    assert [n for n in range(-1, 9) if here.may_visit(n)] == may


@pytest.mark.parametrize(
    ("passed", "position", "place"),
    [
        (1, 1, Place(2)),
        (3, 3, Place(4, is_intro=True)),
        (3, 1, Place(2)),
        (4, 4, Place(5)),
        (5, 5, REVIEW),
        (5, 2, REVIEW),
        (4, 3, Place(5)),
    ],
)
def test_next_leads_on(passed: int, position: int, place: Place) -> None:
    assert course(passed).after(position) == place


def test_back_leads_through_part_one_alone() -> None:
    assert [course(5).before(n) for n in range(1, 6)] == [None, 1, 2, None, None]


def test_numbers_begin_anew_in_part_two() -> None:
    assert [course().in_part(n) for n in range(1, 6)] == [(1, 3), (2, 3), (3, 3), (1, 2), (2, 2)]


def test_unanswered_are_those_without_words() -> None:
    assert course(5, answered=(1, 4)).unanswered == [2, 3, 5]


def test_only_prompts_still_leads_through_the_introduction() -> None:
    assert Course([Step(1, 2, False, False, False)]).resume() == Place(1, is_intro=True)
