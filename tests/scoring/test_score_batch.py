"""`manage.py score_batch`: grades what is not graded or all of a spec again; can be stopped and gone on with."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from scoring.management.commands import score_batch
from scoring.models import Grading, GradingOrder, Run
from scoring.operations.grading import grade_some
from scoring.operations.orders import order_run, pause_run
from tests.factories import make_spec
from tests.factories.scoring import SPOKEN_TEXT, completed, make_evaluation, scripted, spoken, write_down

pytestmark = pytest.mark.django_db


def run(**options: Any) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("score_batch", stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def test_it_grades_what_is_not_graded_with_a_progress_bar() -> None:
    spec = make_spec()
    make_evaluation(completed(spec))
    for _ in range(3):
        completed(spec)
    with scripted({}) as engine:
        out, err = run(chunk=2)
        assert engine.calls == 3
    assert "3 graded, 0 stopped, 0 left of 3." in out
    assert "100%" in err
    assert Run.objects.get().finished_at is not None


def test_again_grades_everything_of_one_spec() -> None:
    spec = make_spec()
    make_evaluation(completed(spec))
    completed(make_spec())
    with scripted({}) as engine:
        out, _ = run(spec=spec.pk, again=True)
        assert engine.calls == 1
    assert "1 graded" in out
    assert GradingOrder.objects.filter(state="queued").count() == 1


def test_nothing_to_do_is_said() -> None:
    out, _ = run()
    assert "Nothing to grade." in out


def test_who_waits_for_words_is_left_out_and_told() -> None:
    spec = make_spec()
    for _ in range(2):
        spoken(spec)
    write_down(spoken(spec), unsure=SPOKEN_TEXT.split()[::4])
    told = "Left out: 2 wait for a transcript, 1 needs a listener. They are graded by themselves once that is done."
    assert run()[0].splitlines() == ["Nothing to grade.", told]
    completed(spec)
    with scripted({}):
        assert run(spec=spec.pk)[0].splitlines() == ["1 graded, 0 stopped, 0 left of 1.", told]
    assert not Run.objects.filter(finished_at__isnull=True).exists()


def test_an_engine_of_this_name_grades_instead_of_the_specs_own() -> None:
    interview = completed(make_spec())
    with scripted({}) as engine:
        from django.conf import settings

        settings.GRADING_ENGINES = settings.GRADING_ENGINES | {"second": "tests.factories.scoring.ScriptedEngine"}
        run(engine="second")
        assert engine.calls == 1
    assert interview.gradings.get().engine == "second"


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"again": True}, "--spec"),
        ({"chunk": 0}, "--chunk"),
        ({"engine": "oracle"}, "no grading engine “oracle”"),
        ({"spec": "01a20380-32a9-73d0-8f5a-7f903129feb1"}, "There is no job spec"),
    ],
)
def test_a_wrong_wish_is_told_what_to_do(options: dict[str, Any], told: str) -> None:
    with pytest.raises(CommandError, match=told):
        run(**options)
    assert Run.objects.count() == 0


def test_interrupted_it_goes_on_where_it_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    spec = make_spec()
    for _ in range(3):
        completed(spec)
    calls = 0

    def interrupted(**given: Any) -> int:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise KeyboardInterrupt
        return grade_some(**given)

    monkeypatch.setattr(score_batch, "grade_some", interrupted)
    with scripted({}):
        with pytest.raises(CommandError, match="goes on with what is left") as stopped:
            run(chunk=1)
        assert stopped.value.returncode == 130
        assert Grading.objects.count() == 1
        out, _ = run(chunk=1)
    assert "3 graded, 0 stopped, 0 left of 3." in out
    assert (Run.objects.count(), Grading.objects.count()) == (1, 3)


def test_what_stopped_is_told_with_its_reason(settings: Any) -> None:
    settings.WORK_RETRY_SECONDS = 0
    completed(make_spec())
    with scripted(ValueError("secret words")):
        out, _ = run()
    assert "0 graded, 1 stopped, 0 left of 1." in out
    assert "The grading engine failed (ValueError)." in out
    assert "secret" not in out


def test_a_paused_run_is_not_gone_on_with_unless_that_is_asked_for() -> None:
    spec = make_spec()
    completed(spec)
    batch = order_run(job_spec=None, by=None)
    pause_run(run=batch, by=None)
    with scripted({}) as engine:
        with pytest.raises(CommandError, match=r"paused since .* --resume"):
            run()
        assert engine.calls == 0
        assert "1 graded, 0 stopped, 0 left of 1." in run(resume=True)[0]
    batch.refresh_from_db()
    assert (batch.paused_at, batch.finished_at is not None) == (None, True)


def test_a_run_that_somebody_pauses_ends_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    spec = make_spec()
    for _ in range(3):
        completed(spec)

    def paused(**given: Any) -> int:
        taken = grade_some(**given)
        pause_run(run=given["run"], by=None)
        return taken

    monkeypatch.setattr(score_batch, "grade_some", paused)
    with scripted({}), pytest.raises(CommandError, match="Paused by somebody") as stopped:
        run(chunk=1)
    assert stopped.value.returncode == 130
    assert Grading.objects.count() == 1
