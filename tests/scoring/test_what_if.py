"""What a change of weights would do: as the plain definition says, to who may know it, and nothing is saved by asking."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from html import unescape
from typing import Any
from unittest import mock

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as tried
from hypothesis import strategies as st
from pytest_django import Settings

from interviews.models import Interview
from interviews.operations.purging import erase_candidate
from jobspecs.choices import Role
from jobspecs.models import JobSpec, Membership, Version
from jobspecs.operations.specs import archive_spec
from scoring.choices import Shown
from scoring.models import CompetencyScore, Disclosure, Evaluation, GradingOrder
from scoring.operations.grading import grade
from scoring.operations.orders import order_grading
from scoring.operations.rollups import recompute_rollup
from scoring.queries.what_if import movers, what_if
from scoring.totals import total_of, whole
from tests.factories import UserFactory, make_member, make_spec, show_scores
from tests.factories.scoring import SCRIPTED, ScriptedEngine, change_weights, completed, make_evaluation
from tests.scoring.test_operations_evaluating import reword

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
KEYS = ("planning", "listening", "repairing")
TURNED = {"planning": "0.20", "listening": "0.30", "repairing": "0.50"}


def words(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html))).strip()


def typed(weights: Mapping[str, str], **more: str) -> dict[str, str]:
    return {f"weight-{key}": value for key, value in weights.items()} | {"base": "1", **more}


def ranks(totals: Mapping[Any, Any]) -> dict[Any, int | None]:
    """1 is the highest; who ties as it is shown shares the better place, who is scored too little has none."""
    shown = {key: whole(total.value) for key, total in totals.items() if total.is_rankable}
    return {key: 1 + sum(other > shown[key] for other in shown.values()) if key in shown else None for key in totals}


def defined(spec: JobSpec, weights: Mapping[str, Decimal]) -> dict[str, Any]:
    """The same in plain Python."""
    version = current(spec)
    now = {w.competency.key: w.value for w in version.weights.all()}
    before, after = {}, {}
    for interview in Interview.objects.filter(job_spec=spec, state="submitted", rubric__root=version.rubric.root_id):
        found = {
            s.competency.key: s.score
            for s in CompetencyScore.objects.filter(grading__evaluations__current_for__interview=interview)
        }
        if found:
            before[interview.pk], after[interview.pk] = total_of(now, found), total_of(weights, found)
    old, new = ranks(before), ranks(after)
    mark = spec.pass_mark
    pairs = [(total.value, after[key].value) for key, total in before.items()]
    reaches = [(b >= mark, a >= mark) for b, a in pairs if b is not None and a is not None and mark is not None]
    return {
        "interviews": len(before),
        "n": sum(total.value is not None for total in before.values()),
        "before": mean([t.value for t in before.values() if t.value is not None]),
        "after": mean([t.value for t in after.values() if t.value is not None]),
        "ranked": sum(old[key] is not None or new[key] is not None for key in old),
        "change_rank": sum(old[key] != new[key] for key in old),
        "furthest": max((abs(a - b) for a, b in zip(old.values(), new.values(), strict=True) if a and b), default=0),
        "rise": reaches.count((False, True)),
        "fall": reaches.count((True, False)),
    }


def mean(values: list[Decimal]) -> Decimal | None:
    return cent(sum(values, Decimal(0)) / len(values)) if values else None


def cent(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


def current(spec: JobSpec) -> Version:
    version = JobSpec.objects.select_related("current_version__rubric").get(pk=spec.pk).current_version
    assert version is not None
    return version


SCORES = st.lists(st.none() | st.integers(0, 100), min_size=3, max_size=3)
CUTS = st.lists(st.integers(1, 98), min_size=2, max_size=2, unique=True).map(sorted)


@tried(max_examples=6, deadline=None, derandomize=True, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(people=st.lists(SCORES, min_size=1, max_size=7), cuts=CUTS, mark=st.none() | st.integers(30, 70))
def test_the_statement_gives_what_the_definition_gives(people: list[Any], cuts: list[int], mark: int | None) -> None:
    with transaction.atomic():
        spec = make_spec()
        for at, scores in enumerate(people):
            make_evaluation(completed(spec), dict(zip(KEYS, scores, strict=True)))
            if at == 3:  # some are evaluated under an earlier version, and under other words
                change_weights(spec, TURNED)
                reword(spec, meaning_changed=False)
        spec.pass_mark = mark
        shares = (cuts[0], cuts[1] - cuts[0], 100 - cuts[1])
        weights = {key: Decimal(share) / 100 for key, share in zip(KEYS, shares, strict=True)}
        found = what_if(spec, current(spec), weights)
        told = {name: getattr(found, name) for name in defined(spec, weights)}
        told |= {name: None if told[name] is None else cent(told[name]) for name in ("before", "after")}
        assert told == defined(spec, weights)
        moving = [m for m in movers(spec, current(spec), weights) if m.rank_before != m.rank_after]
        assert len(moving) == found.change_rank
        transaction.set_rollback(True)


def test_other_rubrics_and_other_specs_are_left_out() -> None:
    spec, other = make_spec(), make_spec()
    make_evaluation(completed(other))
    make_evaluation(completed(spec))
    reword(spec, meaning_changed=True)
    assert what_if(spec, current(spec), {key: Decimal(value) for key, value in TURNED.items()}).interviews == 0


@pytest.fixture
def owner() -> Any:
    return UserFactory.create()


@pytest.fixture
def spec(owner: Any) -> JobSpec:
    """Three people: the one who plans is ahead of the one who repairs, until repairing counts more."""
    made = make_spec(by=owner)
    for planning, repairing in ((90, 10), (10, 90), (50, 50)):
        make_evaluation(completed(made), {"planning": planning, "listening": 50, "repairing": repairing})
    recompute_rollup(spec_id=made.pk)
    return made


def ask(client: Client, spec: JobSpec, weights: Mapping[str, str] = TURNED, **more: str) -> str:
    answer = client.post(reverse("scoring:what_if", args=[spec.pk]), typed(weights, **more), headers=HTMX)
    assert answer.status_code == 200
    return words(answer.content.decode())


def test_mean_ranks_and_the_mark_are_told_and_nothing_is_saved(client: Client, spec: JobSpec, owner: Any) -> None:
    client.force_login(owner)
    JobSpec.objects.filter(pk=spec.pk).update(pass_mark=60)
    before = Evaluation.objects.count(), Version.objects.count()
    read = ask(client, spec)
    assert "Mean of 3 50.0 → 50.0 0.0" in read  # 62, 38, 50 become 38, 62, 50
    assert "Change rank 2 of 3 by up to 2 places" in read
    assert "Pass mark 60 1 reach it 1 fall below" in read
    assert "Saving moves nobody" in read
    assert (Evaluation.objects.count(), Version.objects.count()) == before
    assert "Candidate" not in read
    assert not Disclosure.objects.filter(what=Shown.NAMES).exists()


def test_names_are_shown_to_who_asks_and_each_asking_is_noted(client: Client, spec: JobSpec, owner: Any) -> None:
    client.force_login(owner)
    names = [i.candidate.name for i in Interview.objects.filter(job_spec=spec).order_by("pk").select_related("candidate")]
    read = ask(client, spec, names="yes")
    assert f"{names[0]} 62.0 → 38.0 1 → 3" in read
    assert f"{names[1]} 38.0 → 62.0 3 → 1" in read
    assert names[2] not in read
    ask(client, spec, names="yes")
    assert Disclosure.objects.filter(user=owner, job_spec=spec, interview=None, what=Shown.NAMES).count() == 2


def test_somebody_erased_is_in_none_of_the_figures(client: Client, spec: JobSpec, owner: Any) -> None:
    client.force_login(owner)
    first = Interview.objects.filter(job_spec=spec).order_by("pk")[0]
    erase_candidate(candidate=first.candidate, by=owner)
    read = ask(client, spec, names="yes")
    assert "Mean of 2 44.0 → 56.0 +12.0 Change rank 2 of 2 by up to 1 place" in read  # 38, 50 become 62, 50
    assert "Erased" not in read


def test_who_is_erased_is_nobody_to_hide_the_others_among(client: Client, spec: JobSpec) -> None:
    """Four of six that are hidden are left: beside the two who are known their scores could be reckoned."""
    editor = make_member(spec, Role.EDITOR, blind=True)
    client.force_login(editor)
    for at in range(5):
        interview = completed(spec)
        make_evaluation(interview, dict.fromkeys(KEYS, 50))
        if at < 3:
            show_scores(spec, editor, interview=interview)
        elif at == 3:
            erase_candidate(candidate=interview.candidate, by=None)
    read = ask(client, spec)
    assert "Rate first: shown from 5 on. 7 so far." in read


OTHERWISE = {"planning": Decimal("0.40"), "listening": Decimal("0.20"), "repairing": Decimal("0.40")}


def test_ranks_are_by_totals_as_they_are_shown() -> None:
    spec = make_spec()
    for listening, repairing in ((51, 50), (50, 51)):  # 50.3 and 50.2 become 50.2 and 50.4: 50 throughout
        make_evaluation(completed(spec), {"planning": 50, "listening": listening, "repairing": repairing})
    found = what_if(spec, current(spec), OTHERWISE)
    assert (found.ranked, found.change_rank, found.furthest) == (2, 0, 0)
    assert movers(spec, current(spec), OTHERWISE) == []


def test_ranks_are_within_one_engine(spec: JobSpec, owner: Any, settings: Settings) -> None:
    settings.GRADING_ENGINES = {"scripted": SCRIPTED, "second": SCRIPTED}
    interview = completed(spec)
    GradingOrder.objects.filter(interview=interview).delete()
    with mock.patch.object(ScriptedEngine, "scores", dict.fromkeys(KEYS, 55)):
        order = order_grading(interview=interview, by=None, engine="second")
        assert grade(order_id=order.pk)
    found = what_if(spec, current(spec), {key: Decimal(value) for key, value in TURNED.items()})
    assert (found.n, found.ranked, found.change_rank, found.furthest) == (4, 4, 2, 2)
    moving = movers(spec, current(spec), {key: Decimal(value) for key, value in TURNED.items()})
    assert {(m.rank_before, m.rank_after) for m in moving} == {(1, 3), (3, 1)}, "the fourth stands between them, on another scale"


def test_who_rates_blind_sees_a_coarse_mean_from_five_on_and_nobody_in_it(client: Client, spec: JobSpec) -> None:
    """Any weights can be typed and any mark be set: exact means, and who crosses, would tell single scores."""
    JobSpec.objects.filter(pk=spec.pk).update(pass_mark=60)
    editor = make_member(spec, Role.EDITOR, blind=True)
    client.force_login(editor)
    assert "Rate first: shown from 5 on. 3 so far." in ask(client, spec)
    for scores in ((20, 20, 20), (93, 93, 33)):
        make_evaluation(completed(spec), dict(zip(KEYS, scores, strict=True)))
    read = ask(client, spec, {"planning": "0.10", "listening": "0.10", "repairing": "0.80"}, names="yes")
    assert "Mean of 5 50 → 45 to the nearest five All 5" in read  # 50.2 and 43.0
    for told in ("reach it", "fall below", "Show who", "Candidate", "place"):
        assert told not in read, told
    assert "How many change rank or cross the pass mark, and who, is hidden" in read
    assert not Disclosure.objects.filter(what=Shown.NAMES).exists()


def test_who_has_four_left_to_rate_is_told_nothing_of_them(client: Client, spec: JobSpec) -> None:
    editor = make_member(spec, Role.EDITOR, blind=True)
    client.force_login(editor)
    for score in (20, 80, 50):
        interview = completed(spec)
        make_evaluation(interview, dict.fromkeys(KEYS, score))
        show_scores(spec, editor, interview=interview)
    read = ask(client, spec)
    assert "Rate first: shown from 5 on." in read
    assert "Mean of" not in read


def test_it_waits_until_the_weights_are_balanced(client: Client, spec: JobSpec, owner: Any) -> None:
    client.force_login(owner)
    read = ask(client, spec, {"planning": "0.20", "listening": "0.30", "repairing": "0.40"})
    assert "Adds up when balanced" in read
    assert "Mean" not in read
    assert "Adds up when balanced" in ask(client, spec, {"planning": "x", "listening": "0.30"})


def test_the_saved_weights_change_nothing(client: Client, spec: JobSpec, owner: Any) -> None:
    client.force_login(owner)
    read = ask(client, spec, {"planning": "0.50", "listening": "0.30", "repairing": "0.20"})
    assert "Nothing: these are the weights of v1-" in read


def test_a_pass_mark_is_set_and_taken_away_by_who_may_edit(client: Client, spec: JobSpec, owner: Any) -> None:
    client.force_login(owner)
    url = reverse("scoring:pass_mark", args=[spec.pk])

    def given(mark: str) -> tuple[str, int | None]:
        read = words(client.post(url, typed(TURNED, pass_mark=mark), headers=HTMX).content.decode())
        return read, JobSpec.objects.get(pk=spec.pk).pass_mark

    assert "Pass mark: none" in ask(client, spec)
    read, mark = given("60")
    assert (mark, "Pass mark 60 1 reach it 1 fall below" in read) == (60, True)
    assert "Nobody is decided by it" in read
    read, mark = given("101")
    assert (mark, "less than or equal to 100" in read) == (60, True)
    read, mark = given("")
    assert (mark, "Pass mark: none" in read) == (None, True)
    archive_spec(job_spec=spec, by=owner)
    read, mark = given("40")
    assert (mark, "archived" in read) == (None, True)


def test_without_script_the_page_comes_with_what_was_typed(client: Client, spec: JobSpec, owner: Any) -> None:
    client.force_login(owner)
    sent = typed(TURNED, reason="Repairs come first")
    for name in ("what_if", "pass_mark"):
        html = client.post(reverse(f"scoring:{name}", args=[spec.pk]), sent | {"pass_mark": "60"}).content.decode()
        assert "<title>" in html
        assert "Change rank 2 of 3" in words(html)
        assert 'name="weight-repairing" value="0.50" min=' in html
        assert "Repairs come first</textarea>" in html


def test_the_page_offers_it_once_something_is_scored(client: Client, spec: JobSpec, owner: Any) -> None:
    client.force_login(owner)
    url = reverse("scoring:what_if", args=[spec.pk])
    assert url in client.get(reverse("jobspecs:spec", args=[spec.pk])).content.decode()
    unscored = make_spec(by=owner)
    assert "/what-if/" not in client.get(reverse("jobspecs:spec", args=[unscored.pk])).content.decode()
    Membership.objects.filter(user=owner, job_spec=spec).update(role=Role.REVIEWER)
    assert url not in client.get(reverse("jobspecs:spec", args=[spec.pk])).content.decode()


@pytest.mark.parametrize("more", [0, 3])
def test_it_is_asked_in_as_many_queries_for_any_number(
    client: Client, spec: JobSpec, owner: Any, more: int, django_assert_num_queries: Any
) -> None:
    client.force_login(owner)
    for _ in range(more):
        make_evaluation(completed(spec))
    ask(client, spec)  # what is sealed is read once
    # session, user, spec, what is asked, weights, the statement, how much is hidden
    with django_assert_num_queries(7):
        ask(client, spec)
