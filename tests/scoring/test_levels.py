import pytest

from scoring.levels import LEVEL_NAMES, LEVELS, level_of_score, score_of_level


@pytest.mark.parametrize(
    ("score", "level"),
    [(0, 1), (12, 1), (13, 2), (25, 2), (37, 2), (38, 3), (50, 3), (62, 3), (63, 4), (75, 4), (87, 4), (88, 5), (100, 5)],
)
def test_level_of_score_at_its_edges(score: int, level: int) -> None:
    assert level_of_score(score) == level


@pytest.mark.parametrize("level", LEVELS)
def test_middle_of_a_level_is_that_level(level: int) -> None:
    assert level_of_score(score_of_level(level)) == level
    assert LEVEL_NAMES[level]


def test_level_never_falls_with_the_score() -> None:
    levels = [level_of_score(score) for score in range(101)]
    assert levels == sorted(levels)
    assert set(levels) == set(LEVELS)


@pytest.mark.parametrize("score", [-1, 101])
def test_score_off_the_scale_is_refused(score: int) -> None:
    with pytest.raises(ValueError, match=str(score)):
        level_of_score(score)


@pytest.mark.parametrize("level", [0, 6])
def test_level_off_the_scale_is_refused(level: int) -> None:
    with pytest.raises(ValueError, match=str(level)):
        score_of_level(level)
