"""Where a piece of a draft came from: its places in the description, and the description cut at them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from jobspecs.models import JobSpec, MustHave, QuestionRevision, RubricRow, Version
from jobspecs.queries.page import must_have_id

Places = Sequence[Sequence[int]]  # [start, end] each, in code points of the description
_UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_PIECE = re.compile(
    rf"must-have-(?P<position>\d{{1,4}})|role-(?P<key>[a-z][a-z0-9_]{{0,79}})|question-(?P<question>{_UUID})-(?P<number>\d{{1,4}})",
    re.ASCII,
)


class NoSuchPiece(LookupError):
    """The version holds no such piece."""


@dataclass(frozen=True)
class Piece:
    """One thing that was drafted. `row` is the id of the place on the page of the spec where it stands."""

    label: str
    text: str
    places: Places
    row: str


@dataclass(frozen=True)
class Passage:
    """A run of the description. `mark` counts the places where the piece came from, from 1; 0 where it did not."""

    text: str
    mark: int = 0


def piece_of(spec: JobSpec, version: Version, name: str) -> Piece:
    """A piece by its name in an address; raises NoSuchPiece.

    "must-have-3" and "role-<key of a competency>" are looked up in the version, "question-<id>-2" is the second wording
    of a question of the spec.
    """
    found = _PIECE.fullmatch(name)
    try:
        if found is None:
            raise NoSuchPiece(name)
        if found["position"]:
            return _must_have(version.must_haves.get(position=int(found["position"])))
        if found["key"]:
            return _role(version.rubric.rows.get(competency__key=found["key"]), found["key"])
        wordings = QuestionRevision.objects.select_related("question__round")
        number, question = int(found["number"]), UUID(found["question"])
        return _wording(wordings.get(question__round__job_spec=spec, question=question, number=number))
    except (MustHave.DoesNotExist, RubricRow.DoesNotExist, QuestionRevision.DoesNotExist):
        raise NoSuchPiece(name) from None


def _must_have(line: MustHave) -> Piece:
    return Piece(f"Must-have, {line.kind}", line.text, line.sources, must_have_id(line.text))


def _role(row: RubricRow, key: str) -> Piece:
    return Piece(f"{row.name}, for this role", row.for_this_role, row.sources, f"competency-{key}")


def _wording(wording: QuestionRevision) -> Piece:
    asked = wording.question
    label = f"Question {asked.position}" if asked.position else "Removed question"
    return Piece(f"{label} of round {asked.round.position:02}", wording.text, wording.sources, f"question-{asked.pk}")


def passages_of(text: str, places: Places = ()) -> list[Passage]:
    """The text cut at these places; together the passages are the text, to the code point.

    Places that touch or overlap are one; what lies beyond the text is left out.
    """
    passages: list[Passage] = []
    at = 0
    for mark, (start, end) in enumerate(_apart(places, len(text)), start=1):
        passages += [Passage(text[at:start]), Passage(text[start:end], mark)]
        at = end
    return [passage for passage in [*passages, Passage(text[at:])] if passage.text]


def _apart(places: Places, length: int) -> list[tuple[int, int]]:
    """In order, none empty, none touching another."""
    apart: list[tuple[int, int]] = []
    for start, end in sorted((max(0, start), min(end, length)) for start, end in places):
        if start >= end:
            continue
        if apart and start <= apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((start, end))
    return apart
