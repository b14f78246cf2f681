"""A pure part of a page: rendered once for what it is given, and never for anything else."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

import pytest
from django.template import Context, Template
from django.test import override_settings
from django.urls import clear_script_prefix, set_script_prefix
from django.utils import timezone as django_timezone
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy, override

from config.pure import Kept, frozen, kept, key_of, rendered
from tests.factories import make_spec


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    kept.clear()
    yield
    kept.clear()


@dataclass(frozen=True)
class Line:
    name: str
    weight: Decimal = Decimal("0.50")


@dataclass
class Loose:
    name: str


@dataclass(frozen=True)
class More(Line):
    note: str = ""

    def __init__(self, name: str, note: str) -> None:
        super().__init__(name)
        object.__setattr__(self, "note", note)


class Heir(Line):
    """Not frozen itself: what it holds beyond the fields may differ."""


class Named(str):
    """A text that may hold more than its letters."""


class Told(Enum):
    """Two that are written alike."""

    ONE, TWO = 1, 2

    def __str__(self) -> str:
        return "both"


def key_button(**given: Any) -> str:
    return rendered("components/copy_id.html", {"label": "Copy id", **given})


def test_it_is_rendered_once_for_the_same_values() -> None:
    assert key_button(value="a") is key_button(value="a")


def test_other_values_are_rendered_anew() -> None:
    assert "a1b2" in key_button(value="a1b2")
    assert "a1b2" not in key_button(value="c3d4")


def test_the_page_around_it_is_not_seen() -> None:
    inside = Template('{% pure "components/copy_id.html" label="Copy" %}')
    assert "secret" not in inside.render(Context({"value": "secret", "user": "secret", "csrf_token": "secret"}))


def test_what_is_given_is_escaped() -> None:
    assert "<b>" not in key_button(value="<b>")


def test_another_language_is_rendered_anew() -> None:
    first = key_button(value="a")
    with override("de"):
        assert key_button(value="a") is not first


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Decimal("0.5"), Decimal("0.50")),
        (True, 1),
        (1, 1.0),
        (None, ""),
        ("1", 1),
        (["a"], ["a", "a"]),
        (Line("a"), Line("b")),
        (Line("a", Decimal("0.5")), Line("a", Decimal("0.50"))),
        (SafeString("<b>"), "<b>"),
        (0.0, -0.0),
        (datetime(2026, 3, 1, 12, tzinfo=UTC), datetime(2026, 3, 1, 13, tzinfo=timezone(timedelta(hours=1)))),
        (datetime(2026, 3, 1, 12), datetime(2026, 3, 1, 12, fold=1)),  # noqa: DTZ001  # as naive as a form's
        (Told.ONE, Told.TWO),
        (More("a", "b"), More("a", "c")),
    ],
)
def test_values_that_are_written_differently_are_kept_apart(one: Any, other: Any) -> None:
    assert frozen(one) != frozen(other)
    assert frozen(one) == frozen(one)


VALUES: list[Any] = [
    *(None, "", 0, False, True, 1, "1", "0", "None", "True", 1.0, 0.0, Decimal(0), Decimal("0.0"), Decimal(1), "0.0"),
    *([], [""], ["", ""], [[]], [None], "[]", ["a", "b"], ["ab"], [["a"], "b"], [["a", "b"]], [1], [True], [Decimal(1)]),
    *(UUID(int=1), str(UUID(int=1)), date(2026, 3, 1), datetime(2026, 3, 1), "2026-03-01"),  # noqa: DTZ001  # likewise
    *(Line("a"), Line("a", Decimal("0.5")), Line(""), ["a", Decimal("0.50")], More("a", ""), Told.ONE, "both", SafeString("")),
]


def test_no_two_sets_of_values_share_what_was_rendered() -> None:
    """Each value against each other, alone, beside another, and under another name."""
    seen: dict[Any, Any] = {}
    for value in VALUES:
        assert seen.setdefault(frozen(value), value) is value, f"{value!r} and {seen[frozen(value)]!r}"
    given = [{"a": one, "b": other} for one in VALUES for other in VALUES] + [{name: one} for name in "ab" for one in VALUES]
    assert len({key_of("a.html", one) for one in given}) == len(given)


def test_what_is_to_be_translated_is_kept_in_each_language() -> None:
    lazy = gettext_lazy("Search")
    assert frozen(lazy) == "Search"
    with override("de"):
        german = str(lazy)
        in_german = (frozen(lazy), key_button(value=lazy))
    assert german in in_german[1] and in_german[0] == german != "Search"
    assert german not in key_button(value=lazy)


def test_a_moment_is_rendered_in_the_zone_in_force() -> None:
    moment = datetime(2026, 3, 1, 12, tzinfo=UTC)
    here = frozen(moment)
    with django_timezone.override("Asia/Tokyo"):
        assert frozen(moment) != here


def test_addresses_under_another_prefix_are_rendered_anew() -> None:
    here = key_of("a.html", {})
    set_script_prefix("/elsewhere/")
    try:
        assert key_of("a.html", {}) != here
    finally:
        clear_script_prefix()


def test_a_long_key_takes_room_as_well() -> None:
    few = Kept(most_bytes=1000)
    for number in range(10):
        few.put((number, "x" * 300), SafeString("short"))
    assert sum(few.get((number, "x" * 300)) is not None for number in range(10)) == 3


@pytest.mark.parametrize("value", [Loose("a"), object(), {"a": 1}, [Loose("a")], {1}, Named("a"), Heir("a")])
def test_what_may_change_is_refused(value: Any) -> None:
    with pytest.raises(TypeError, match="plain values"):
        frozen(value)


@pytest.mark.django_db
def test_a_model_is_refused_also_behind_a_lazy_value() -> None:
    spec = make_spec()
    for value in (spec, [spec], SimpleLazyObject(lambda: spec)):
        with pytest.raises(TypeError):
            frozen(value)


def test_the_longest_unused_is_forgotten_first() -> None:
    few = Kept(most_bytes=25)
    for name in "abc":
        few.put(name, SafeString("x" * 10))
        few.get("a")
    assert [few.get(name) is not None for name in "abc"] == [True, False, True]


@override_settings(DEBUG=True)
def test_while_a_template_is_written_it_is_read_each_time() -> None:
    assert rendered("components/copy_id.html", {"value": "a"}) is not rendered("components/copy_id.html", {"value": "a"})


def test_keys_and_lists_stand_for_themselves() -> None:
    key = UUID(int=1)
    assert frozen([key, None, "a"]) == frozen((UUID(int=1), None, "a"))


def test_all_is_forgotten_after_a_while_though_nobody_asks() -> None:
    few = Kept(most_bytes=1000, seconds=0.5)
    few.put("a", SafeString("Ada Moss"))
    few.put("b", SafeString("ada@example.com"))
    assert few.get("a") == "Ada Moss"
    deadline = time.monotonic() + 10
    while few._found and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not few._found and few._bytes == 0 and few.get("b") is None


def test_what_is_too_old_is_forgotten_where_no_timer_runs() -> None:
    few = Kept(most_bytes=1000, seconds=0)
    few.put("a", SafeString("Ada Moss"))
    assert few.get("a") is None
