"""A pure part of a page: rendered once for what it is given, and never for anything else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.template import Context, Template
from django.test import override_settings
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString
from django.utils.translation import override

from config.pure import Kept, frozen, kept, rendered
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
    ],
)
def test_values_that_are_written_differently_are_kept_apart(one: Any, other: Any) -> None:
    assert frozen(one) != frozen(other)
    assert frozen(one) == frozen(one)


@pytest.mark.parametrize("value", [Loose("a"), object(), {"a": 1}, [Loose("a")], {1}])
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
    few = Kept(most_bytes=40)
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
