"""Which counts of people may be shown. None under five, and none that others would give away by subtraction.

Counts by two things said (sex and race/ethnicity) with their sums, where everybody knows the cells that are shown, the
range that a hidden one is given as, and that the sums are sums. What a hidden cell could still be is then found exactly:
every cell is an arc between its row and its column, its count a flow, each sum a node that lets out what comes in, and how
far one count may move while all others follow is a largest flow through what the ranges leave free (Ford and Fulkerson,
1956; for tables: Gusfield, SIAM Journal on Computing 17, 1988). A cell is safe while it could be any of three numbers.
Until all are, another cell is hidden.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

LEAST = 5  # people: a cell with fewer is hidden
LEFT = 3  # numbers that a hidden cell could still be, for somebody who subtracts
ALL = "*"  # in a place: the sum over it

Place = tuple[str, str]  # what was said of the one, what was said of the other
Node = tuple[int, str]


@dataclass(frozen=True)
class Range:
    """What is told of a count: it lies between these, both included."""

    low: int
    high: int

    @property
    def is_exact(self) -> bool:
        return self.low == self.high


def range_of_people(n: int) -> Range:
    """How many people: 1 to 4 are hidden. Nobody is shown as nobody."""
    return Range(1, LEAST - 1) if 0 < n < LEAST else Range(n, n)


def range_of_outcome(x: int, n: int) -> Range:
    """How many of `n` had an outcome: hidden where they, or the others, are under five.

    Each range has five values in it; where a group has under ten, nothing is told.
    """
    if n < 2 * LEAST:
        return Range(0, n)
    if x < LEAST:
        return Range(0, LEAST - 1)
    if n - x < LEAST:
        return Range(n - LEAST + 1, n)
    return Range(x, x)


def told(
    counts: Mapping[Place, int],
    first: Mapping[Place, Range],
    *,
    protected: Sequence[Place],
    may_hide: Sequence[Place],
    ceiling: int,
) -> dict[Place, Range]:
    """What to tell of each cell, when `first` is what each may be told as for itself.

    `may_hide` are the cells that can be hidden besides, those first that are missed least; a cell hidden so is told as 0 to
    `ceiling`.
    """
    ranges = dict(first)
    while exposed := next((place for place in protected if not _is_safe(place, counts, ranges)), None):
        free = [place for place in may_hide if ranges[place].is_exact and counts[place]]
        beside = (place for place in free if place[0] == exposed[0] or place[1] == exposed[1])
        choice = next(beside, None) or next(iter(free), None)
        if choice is None:
            break  # everything is hidden already
        ranges[choice] = Range(0, ceiling)
    for place in reversed(may_hide):  # what turns out to be hidden for nothing, is shown
        if ranges[place] != first[place]:
            shown = ranges | {place: first[place]}
            if all(_is_safe(each, counts, shown) for each in protected):
                ranges = shown
    return ranges


def _is_safe(place: Place, counts: Mapping[Place, int], ranges: Mapping[Place, Range]) -> bool:
    up = room(place, counts, ranges, up=True, enough=LEFT - 1)
    return up + room(place, counts, ranges, up=False, enough=LEFT - 1 - up) >= LEFT - 1


def room(place: Place, counts: Mapping[Place, int], ranges: Mapping[Place, Range], *, up: bool, enough: int) -> int:
    """How far a count could be higher (or lower) than it is, as far as anybody can tell; no more than `enough` is looked for."""
    own = ranges[place]
    wanted = min(enough, own.high - counts[place] if up else counts[place] - own.low)
    tail, head = _ends(place)
    free = _free(counts, ranges, leaving_out=place)
    # One more from tail to head has to come back from head to tail by other cells.
    return _largest_flow(free, head, tail, wanted) if up else _largest_flow(free, tail, head, wanted)


Free = dict[Node, dict[Node, int]]


def _ends(place: Place) -> tuple[Node, Node]:
    """A cell runs from its column to its row, a sum the other way round, the sum of sums as a cell."""
    row, column = (0, place[0]), (1, place[1])
    return (row, column) if (place[0] == ALL) != (place[1] == ALL) else (column, row)


def _free(counts: Mapping[Place, int], ranges: Mapping[Place, Range], *, leaving_out: Place) -> Free:
    """How much each cell may rise (along its arc) or fall (against it) within its range."""
    free: Free = {}
    for place, its in ranges.items():
        if place == leaving_out or its.is_exact:
            continue
        tail, head = _ends(place)
        free.setdefault(tail, {})[head] = its.high - counts[place]
        free.setdefault(head, {})[tail] = counts[place] - its.low
    return free


def _largest_flow(free: Free, source: Node, sink: Node, wanted: int) -> int:
    """The largest flow from source to sink, up to `wanted`, by shortest paths (Edmonds and Karp, 1972)."""
    flow = 0
    while flow < wanted and (path := _path(free, source, sink)):
        step = min(wanted - flow, *(free[tail][head] for tail, head in path))
        for tail, head in path:
            free[tail][head] -= step
            free[head][tail] += step
        flow += step
    return flow


def _path(free: Free, source: Node, sink: Node) -> list[tuple[Node, Node]]:
    before: dict[Node, Node] = {source: source}
    waiting = deque([source])
    while waiting and sink not in before:
        tail = waiting.popleft()
        for head, left in free.get(tail, {}).items():
            if left > 0 and head not in before:
                before[head] = tail
                waiting.append(head)
    return _back(before, source, sink) if sink in before else []


def _back(before: Mapping[Node, Node], source: Node, sink: Node) -> list[tuple[Node, Node]]:
    path = []
    while sink != source:
        path.append((before[sink], sink))
        sink = before[sink]
    return path


def most(places: Iterable[Place], counts: Mapping[Place, int], ranges: Mapping[Place, Range]) -> dict[Place, int]:
    """The highest that each count could be, as far as anybody can tell."""
    return {
        place: counts[place] + room(place, counts, ranges, up=True, enough=ranges[place].high - counts[place]) for place in places
    }
