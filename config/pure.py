"""`{% pure "a/_part.html" name=value … %}`: a part of a page that is a function of what it is given, rendered once for it.

The template sees the given values and nothing of the page around it: no request, no user, no token. What was rendered is
kept in this process under all of these values, so that nobody is ever shown what was made of another's. Values are plain: text
(also one that is still to be translated), numbers, keys, dates, None, and sequences and frozen dataclasses of such. A model
would be compared by its key alone, and what it says may have changed: TypeError. Give it what decides, and no more: the key of
what is kept holds every value whole. It may hold a candidate's name or words: so all is forgotten after ten minutes, and nothing
outlives an erasure for longer.
"""

from __future__ import annotations

import datetime
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import Enum
from threading import Lock, Timer
from typing import Any
from uuid import UUID

from django import template
from django.conf import settings
from django.template import Context, Node
from django.template.base import FilterExpression, NodeList, Parser, Token, token_kwargs
from django.template.loader import get_template
from django.urls import get_script_prefix
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language

register = template.Library()
KEPT_BYTES = 16 * 1024 * 1024  # in each process
KEPT_SECONDS = 600.0
_PLAIN = frozenset((int, bool, type(None), UUID, datetime.date))
_AS_WRITTEN = frozenset((Decimal, float))  # equal to others that are written in another way: 0.50 and 0.5, 0.0 and -0.0
_FIELDS: dict[type, tuple[str, ...]] = {}


class Kept:
    """What was rendered, the least recently used forgotten first; for all threads of a process.

    All is forgotten `seconds` after the first of it was kept, also where nobody asks any more.
    """

    def __init__(self, most_bytes: int, seconds: float = KEPT_SECONDS) -> None:
        self._most = most_bytes
        self._seconds = seconds
        self._until = 0.0
        self._timer: Timer | None = None
        self._bytes = 0
        self._lock = Lock()
        self._found: OrderedDict[Any, SafeString] = OrderedDict()

    def get(self, key: Any) -> SafeString | None:
        with self._lock:
            if time.monotonic() >= self._until:  # no timer runs in a process that was forked from one with a timer
                self._forget()
            found = self._found.get(key)
            if found is not None:
                self._found.move_to_end(key)
            return found

    def put(self, key: Any, rendered: SafeString) -> None:
        """Keep it, and forget what has to make room for it: what is rendered and the key, which may hold more than it."""
        with self._lock:
            if key in self._found:
                return
            if not self._found:
                self._begin()
            self._found[key] = rendered
            self._bytes += _size(key) + len(rendered)
            while self._bytes > self._most:
                old, forgotten = self._found.popitem(last=False)
                self._bytes -= _size(old) + len(forgotten)

    def clear(self) -> None:
        with self._lock:
            self._forget()

    def _begin(self) -> None:
        self._until = time.monotonic() + self._seconds
        self._timer = Timer(self._seconds, self.clear)
        self._timer.daemon = True
        self._timer.start()

    def _forget(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._found.clear()
        self._bytes = 0


kept = Kept(KEPT_BYTES)


def _size(part: Any) -> int:
    """About how much text a key holds; each number, type and the like as much as a short word."""
    if isinstance(part, tuple):
        return sum(map(_size, part))
    return len(part) if isinstance(part, str) else 8


def frozen(value: Any) -> Any:
    """The value as part of a key: equal only to what renders alike (1.0 is not 1.00, and True is not 1).

    Raises TypeError for what may change while it stays equal to itself.
    """
    kind = type(value)
    if kind is str:
        return value
    if kind in _PLAIN:
        return (kind, value)
    if kind in _AS_WRITTEN or kind is SafeString:
        return (kind, str(value))
    if kind is datetime.datetime:  # equal to the same moment in another zone; and written in the zone that is in force
        return (kind, repr(value), get_current_timezone_name())
    if kind in (list, tuple):
        return (tuple, *map(frozen, value))
    names = _FIELDS.get(kind) or _fields_of(kind)
    if names:
        return (kind, *(frozen(getattr(value, name)) for name in names))
    if isinstance(value, Enum):
        return (kind, value.name)
    if isinstance(value, Promise):  # in the language that is in force, which is in the key
        return frozen(str(value))
    raise TypeError(f"A pure template is given plain values; {kind.__name__} is none.")


def _fields_of(kind: type) -> tuple[str, ...]:
    # One that only inherits from such may hold more than its fields.
    own = vars(kind).get("__dataclass_params__")
    if not is_dataclass(kind) or own is None or not own.frozen:
        return ()
    return _FIELDS.setdefault(kind, tuple(field.name for field in fields(kind)))


def key_of(name: str, given: Mapping[str, Any]) -> Any:
    """All that the template is a function of: what it is given, and what is in force around it. Raises TypeError (see frozen)."""
    return (name, get_language(), get_script_prefix(), *((one, frozen(value)) for one, value in given.items()))


def rendered(name: str, given: dict[str, Any]) -> SafeString:
    """The template with these values, from what is kept where it was rendered before. Raises TypeError (see frozen)."""
    key = key_of(name, given)
    found = None if settings.DEBUG else kept.get(key)
    if found is None:
        found = mark_safe(get_template(name).render(given))  # noqa: S308  # a template escapes
        kept.put(key, found)
    return found


class PureNode(Node):
    def __init__(self, name: FilterExpression, given: dict[str, FilterExpression]) -> None:
        self.name = name
        self.given = given
        self.nodelist = NodeList()

    def render(self, context: Context) -> SafeString:
        given = {name: _present(value.resolve(context)) for name, value in self.given.items()}
        return rendered(self.name.resolve(context), given)


def _present(value: Any) -> Any:
    """What a lazy value stands for."""
    return str(value) if isinstance(value, SimpleLazyObject) else value


@register.tag
def pure(parser: Parser, token: Token) -> PureNode:
    """See the module."""
    _, name, *given = token.split_contents()
    return PureNode(parser.compile_filter(name), token_kwargs(given, parser))
