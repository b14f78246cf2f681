"""Files: what is in the cells, what is left empty, what no spreadsheet may run, and who has been shown what."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any
from uuid import uuid4

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from structlog.testing import capture_logs

from interviews.models import AnswerRevision, SelfIdentification
from interviews.operations import endings
from interviews.operations.purging import erase_candidate
from jobspecs.models import JobSpec
from scoring.choices import Outcome
from scoring.exports.files import as_csv, as_workbook
from scoring.exports.report import as_json
from scoring.exports.table import About, Column, Evaluated, Result, Scored, header_of
from scoring.operations.judging import decide
from tests.factories import UserFactory, make_spec, show_scores
from tests.factories.interviews import make_interview
from tests.factories.scoring import completed, make_evaluation, spoken
from tests.scoring.test_views_candidates import graded, somebody

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
PLANNING, REPAIRING = Column(uuid4(), "Planning"), Column(uuid4(), "Repairing")
COLUMNS = (PLANNING, REPAIRING)
DANGEROUS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1")


def result(**more: Any) -> Result:
    scores = {PLANNING.competency: Scored(70, 4), REPAIRING.competency: Scored(None, None, "Not asked")}
    evaluated = Evaluated("v2", "offline 2", Decimal("70.00"), Decimal("0.60"), Decimal("42.00"), Decimal("82.00"), scores)
    given: dict[str, Any] = {"candidate": "Una Lind", "email": "una@example.com", "decided_by": "Pia", "evaluated": evaluated}
    return Result(uuid4(), state="Completed", submitted_at=NOON, decision="Hold", decided_at=NOON, **(given | more))


def table(text: str) -> list[dict[str, str]]:
    assert text.startswith("\ufeff")
    return list(csv.DictReader(StringIO(text.removeprefix("\ufeff"))))


def sheet(content: bytes, name: str = "Results") -> list[dict[str, Any]]:
    head, *rows = openpyxl.load_workbook(BytesIO(content))[name].iter_rows(values_only=True)
    return [dict(zip((str(cell) for cell in head), row, strict=True)) for row in rows]


ABOUT = About("Mechanic", "mid", "v2", 1, NOON)


class TestFiles:
    def test_missing_is_empty_and_never_zero(self) -> None:
        (line,) = table(as_csv([result()], COLUMNS))
        assert (line["Planning"], line["Planning, level"], line["Total"]) == ("70", "4", "70.00")
        assert (line["Repairing"], line["Repairing, level"]) == ("", "")
        assert line["No score for"] == "Repairing: not asked"
        assert line["Submitted"] == "2026-03-01T12:00:00+00:00"

    def test_nothing_evaluated_is_empty(self) -> None:
        (line,) = table(as_csv([result(evaluated=None, note="rate first")], COLUMNS))
        assert {line[name] for name in ("Version", "Graded by", "Planning", "Total", "Coverage", "Lowest", "Highest")} == {""}
        assert line["Note"] == "rate first"

    @pytest.mark.parametrize("text", DANGEROUS)
    def test_no_cell_is_a_formula(self, text: str) -> None:
        columns = [Column(PLANNING.competency, text)]
        rows = list(csv.reader(StringIO(as_csv([result(candidate=text, decided_by=text)], columns).removeprefix("\ufeff"))))
        assert not [cell for row in rows for cell in row if cell[:1] in "=+-@\t\r" and cell]
        book = openpyxl.load_workbook(BytesIO(as_workbook([result(candidate=text)], columns, ABOUT)))
        cells = [cell for row in book["Results"].iter_rows() for cell in row]
        assert not [cell for cell in cells if cell.data_type == "f"]
        assert any(text.strip() in str(cell.value) for cell in cells)

    def test_workbook_has_numbers_and_times(self) -> None:
        (line,) = sheet(as_workbook([result()], COLUMNS, ABOUT))
        assert list(line) == header_of(COLUMNS)
        assert (line["Planning"], line["Planning, level"], line["Total"], line["Coverage"]) == (70, 4, 70, 0.6)
        assert line["Repairing"] is None
        assert line["Submitted"] == datetime(2026, 3, 1, 12)  # noqa: DTZ001  (a workbook knows no time zones)

    def test_json_tells_times_and_decimals_and_refuses_the_rest(self) -> None:
        told = json.loads(as_json({"at": NOON, "total": Decimal("70.00")}))
        assert (told["at"], told["total"], told["format"]) == ("2026-03-01T12:00:00+00:00", "70.00", "evenhand report")
        with pytest.raises(TypeError, match="set"):
            as_json({"what": {1}})


@pytest.fixture
def owner() -> Any:
    return UserFactory.create(name="Olive Owner")


@pytest.fixture
def spec(owner: Any) -> JobSpec:
    return make_spec(by=owner, blind=True)


@pytest.fixture
def signed(client: Client, owner: Any) -> Client:
    client.force_login(owner)
    return client


def as_table(client: Client, spec: JobSpec) -> dict[str, dict[str, str]]:
    """The CSV by candidate."""
    answer = client.get(reverse("scoring:export_csv", args=[spec.pk]))
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/csv; charset=utf-8")
    return {line["Candidate"]: line for line in table(answer.content.decode())}


def as_sheet(client: Client, spec: JobSpec, name: str = "Results") -> bytes:
    answer = client.get(reverse("scoring:export_xlsx", args=[spec.pk]))
    assert answer.status_code == 200
    return bytes(answer.content)


def as_report(client: Client, interview: Any) -> dict[str, Any]:
    answer = client.get(reverse("scoring:report_json", args=[interview.pk]))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    return dict(json.loads(answer.content))


@pytest.mark.django_db
class TestResults:
    def test_scores_of_who_was_not_rated_are_left_out_of_both_files(self, signed: Client, owner: Any, spec: JobSpec) -> None:
        shown, hidden = graded(spec, "Ana", 83), graded(spec, "Bea", 84)
        show_scores(spec, owner, interview=shown)
        lines = as_table(signed, spec)
        assert (lines["Ana"]["Total"], lines["Ana"]["Note"]) == ("83.00", "")
        assert (lines["Bea"]["Total"], lines["Bea"]["Note"]) == ("", "rate first")
        assert "84" not in {cell for name, cell in lines["Bea"].items() if name not in ("Interview", "E-mail")}
        in_book = {line["Candidate"]: line for line in sheet(as_sheet(signed, spec))}
        assert (in_book["Ana"]["Total"], in_book["Bea"]["Total"]) == (83, None)
        assert lines["Bea"]["Interview"] == in_book["Bea"]["Interview"] == str(hidden.pk)

    def test_who_is_not_scored_says_why(self, signed: Client, owner: Any, spec: JobSpec) -> None:
        show_scores(spec, owner)
        completed(spec, candidate=somebody("Cara"))
        make_interview(spec, candidate=somebody("Dora"))
        spoken(spec, candidate=somebody("Ella"))
        withdrawn = graded(spec, "Fay", 60)
        endings.withdraw(interview=withdrawn, by=owner)
        lines = as_table(signed, spec)
        assert {name: line["Note"] for name, line in lines.items()} == {
            "Cara": "not graded yet",
            "Dora": "not handed in",
            "Ella": "somebody has to listen first",
            "Fay": "withdrawn",
        }
        assert {line["Total"] for line in lines.values()} == {""}

    def test_decision_and_missing_scores(self, signed: Client, owner: Any, spec: JobSpec) -> None:
        show_scores(spec, owner)
        interview = completed(spec, candidate=somebody("Ana"))
        evaluation = make_evaluation(interview, {"planning": None, "listening": 84, "repairing": 31})
        decide(interview=interview, outcome=Outcome.HOLD, reason="Secret reason.", seen=evaluation.pk, by=owner)
        line = as_table(signed, spec)["Ana"]
        assert (line["Decision"], line["Decided by"]) == ("Hold", "Olive Owner")
        assert line["Total"] == str(evaluation.total)
        row = sheet(as_sheet(signed, spec))[0]
        numbers = {score.competency.key: score for score in evaluation.grading.scores.select_related("competency")}
        names = {r.competency.key: r.name for r in interview.rubric.rows.select_related("competency")}
        for key, score in numbers.items():
            assert (row[names[key]], row[f"{names[key]}, level"]) == (score.score, score.level)
        assert numbers["planning"].score is None
        assert line["No score for"] == f"{names['planning']}: could not be read"
        assert "Secret reason" not in json.dumps(line)

    def test_nobody_who_was_erased(self, signed: Client, owner: Any, spec: JobSpec) -> None:
        show_scores(spec, owner)
        gone = graded(spec, "Ana", 83)
        graded(spec, "Bea", 84)
        erase_candidate(candidate=gone.candidate, by=owner)
        assert list(as_table(signed, spec)) == ["Bea"]

    def test_about_says_what_the_numbers_are(self, signed: Client, spec: JobSpec) -> None:
        cells = [
            cell
            for row in openpyxl.load_workbook(BytesIO(as_sheet(signed, spec)))["About"].iter_rows(values_only=True)
            for cell in row
            if cell is not None
        ]
        told = " ".join(map(str, cells))
        assert spec.current_version is not None
        assert {spec.title, spec.current_version.tag} <= set(cells)
        assert "never 0" in told
        for row in spec.current_version.rubric.rows.all():
            assert row.name in cells
            assert all(anchor in told for anchor in row.anchors)

    def test_the_number_of_queries_does_not_grow(self, signed: Client, owner: Any, spec: JobSpec) -> None:
        show_scores(spec, owner)
        graded(spec, "Ana", 83)
        with CaptureQueriesContext(
            connection,
        ) as few:
            as_table(signed, spec)
        for name in ("Bea", "Cara", "Dora"):
            graded(spec, name, 60)
        with CaptureQueriesContext(connection) as more:
            assert len(as_table(signed, spec)) == 4
        assert len(more) == len(few)


@pytest.mark.django_db
class TestReport:
    def test_evidence_stands_letter_for_letter_where_it_says(self, signed: Client, owner: Any, spec: JobSpec) -> None:
        show_scores(spec, owner)
        interview = graded(spec, "Ana", 83)
        told = as_report(signed, interview)
        pieces = [piece for one in told["competencies"] for piece in one["evidence"]]
        assert pieces
        for piece in pieces:
            assert AnswerRevision.objects.get(pk=piece["revision"]).text[piece["start"] : piece["end"]] == piece["text"]
        grading = interview.gradings.get()
        assert told["grading"]["input_sha256"] == grading.input_hash
        assert {one["score"] for one in told["competencies"]} >= {83}
        assert told["evaluation"]["version"]["tag"] == spec.current_version.tag  # type: ignore[union-attr]  # a current one
        assert all(len(one["anchors"]) == 5 for one in told["rubric"]["competencies"])
        assert {answer["text"] for answer in told["answers"]} >= {"In case 1 I looked first, then mended it."}

    def test_who_is_still_to_rate_gets_nothing_of_the_scores(self, signed: Client, owner: Any, spec: JobSpec) -> None:
        interview = graded(spec, "Ana", 83)
        decide(interview=interview, outcome=Outcome.HOLD, reason="Because of the chain.", seen=None, by=owner)
        told = as_report(signed, interview)
        assert told["scores_hidden"] is True
        assert (told["evaluation"], told["grading"], told["ask_in_person"]) == (None, None, [])
        assert {(one["score"], one["level"], one["reason"]) for one in told["competencies"]} == {(None, None, None)}
        assert [one["evidence"] for one in told["competencies"]] == [[]] * len(told["competencies"])
        assert "Because of the chain" not in json.dumps(told)
        assert told["answers"]

    def test_what_candidates_say_of_themselves_is_in_no_file(self, signed: Client, owner: Any, spec: JobSpec) -> None:
        show_scores(spec, owner)
        interview = graded(spec, "Ana", 83)
        SelfIdentification.objects.create(interview=interview, sex="female", race_ethnicity="asian")
        files = json.dumps(as_report(signed, interview)) + json.dumps(as_table(signed, spec))
        assert "female" not in files
        assert "asian" not in files


@pytest.mark.django_db
def test_downloads_are_logged_without_names(signed: Client, owner: Any, spec: JobSpec) -> None:
    interview = graded(spec, "Ana", 83)
    with capture_logs() as logs:
        as_table(signed, spec)
        as_sheet(signed, spec)
        as_report(signed, interview)
    found = [entry for entry in logs if entry["event"] in ("results exported", "report exported")]
    assert [entry.get("form") for entry in found] == ["csv", "xlsx", None]
    assert {entry["by"] for entry in found} == {str(owner.pk)}
    assert {entry["job_spec"] for entry in found} == {str(spec.pk)}
    assert "Ana" not in json.dumps(found)


@pytest.mark.django_db
def test_pages_lead_to_the_files(signed: Client, spec: JobSpec) -> None:
    interview = graded(spec, "Ana", 83)
    listed = signed.get(reverse("scoring:candidates", args=[spec.pk])).content.decode()
    for name in ("export_csv", "export_xlsx"):
        assert f'href="{reverse(f"scoring:{name}", args=[spec.pk])}"' in listed
    report = signed.get(reverse("scoring:report", args=[interview.pk])).content.decode()
    assert f'href="{reverse("scoring:report_json", args=[interview.pk])}"' in report
