"""What is costly to count is kept for a while, for all processes; what is not there, or not to be kept, is made each time."""

from __future__ import annotations

from uuid import uuid4

from scoring.queries.whiles import kept_a_while


def test_what_is_kept_is_not_made_again() -> None:
    keys = (uuid4(), None)
    error = (6.5, 2_000, 400)
    assert kept_a_while("test", keys, lambda: error, seconds=30, keep=lambda _: True) == error
    assert kept_a_while("test", keys, lambda: (0.0, 0, 0), seconds=30, keep=lambda _: True) == error


def test_what_is_not_to_be_kept_is_made_each_time() -> None:
    keys = (uuid4(),)
    made = iter((3, 4))
    assert [kept_a_while("test", keys, lambda: next(made), seconds=30, keep=lambda n: n > 9) for _ in range(2)] == [3, 4]


def test_another_key_is_another_value() -> None:
    one, other = (uuid4(),), (uuid4(),)
    assert kept_a_while("test", one, lambda: 1, seconds=30, keep=lambda _: True) == 1
    assert kept_a_while("test", other, lambda: 2, seconds=30, keep=lambda _: True) == 2
