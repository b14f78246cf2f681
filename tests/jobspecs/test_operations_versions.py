"""Versions as people make them: one after the other, at once, and with what belongs to them carried along."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import IntegrityError, connection

from jobspecs import weights
from jobspecs.models import JobSpec, Question, Rubric, User, Version, VersionRollup
from jobspecs.operations import competencies as competency_operations
from jobspecs.operations import specs as spec_operations
from jobspecs.operations import versions as operations
from jobspecs.operations.competencies import LastCompetency, StillAsked
from jobspecs.operations.versions import CompetencyWording, ReasonMissing, SpecArchived, SpecChanged
from jobspecs.signals import version_saved
from tests.factories import UserFactory, make_spec

MOVED = {"planning": Decimal("0.40"), "listening": Decimal("0.40"), "repairing": Decimal("0.20")}
CARE = CompetencyWording("care", "Care", "Looks after people.", "look after riders.", ["1", "2", "3", "4", "5"])


@pytest.fixture
def ana(db: None) -> User:
    return UserFactory.create(name="Ana")


@pytest.fixture
def spec(ana: User) -> JobSpec:
    return make_spec(by=ana)


def current(spec: JobSpec) -> Version:
    spec.refresh_from_db()
    assert spec.current_version is not None
    return spec.current_version


def plain(version: Version) -> dict[str, Decimal]:
    return {key: given.value for key, given in operations.weights_of(version).items()}


def test_a_moved_weight_loses_its_reason_and_the_others_keep_theirs(spec: JobSpec, ana: User) -> None:
    version = operations.replace_weights(job_spec=spec, base=1, weights=MOVED, reason="We agreed", by=ana)
    assert (version.number, version.reason, version.created_by) == (2, "We agreed", ana)
    reasons = {key: given.reason for key, given in operations.weights_of(version).items()}
    assert reasons == {"planning": "", "listening": "", "repairing": "stressed in repairing"}
    assert version.rubric == spec.versions.get(number=1).rubric


def test_the_same_content_has_the_same_hash_and_another_tag(spec: JobSpec, ana: User) -> None:
    first = current(spec)
    operations.replace_weights(job_spec=spec, base=1, weights=MOVED, reason="", by=ana)
    third = operations.replace_weights(job_spec=spec, base=2, weights=plain(first), reason="Back again", by=ana)
    assert third.content_hash == first.content_hash
    assert (first.tag[:3], third.tag[:3]) == ("v1-", "v3-")
    assert third.tag[3:] == first.tag[3:]


def test_whoever_looked_at_an_older_version_is_told(spec: JobSpec, ana: User) -> None:
    newer = operations.replace_weights(job_spec=spec, base=1, weights=MOVED, reason="", by=ana)
    with pytest.raises(SpecChanged) as caught:
        operations.replace_weights(job_spec=spec, base=1, weights=MOVED, reason="", by=ana)
    assert caught.value.current == newer
    assert newer.tag in str(caught.value)


def test_an_archived_spec_takes_no_version(spec: JobSpec, ana: User) -> None:
    spec_operations.archive_spec(job_spec=spec, by=ana)
    with pytest.raises(SpecArchived, match="Bring it back"):
        operations.replace_weights(job_spec=spec, base=1, weights=MOVED, reason="", by=ana)
    spec_operations.restore_spec(job_spec=spec, by=ana)
    assert operations.replace_weights(job_spec=spec, base=1, weights=MOVED, reason="", by=ana).number == 2


def test_once_anything_is_scored_a_change_of_weights_says_why(spec: JobSpec, ana: User) -> None:
    rollup = VersionRollup.objects.create(version=current(spec), evaluated=0)
    assert operations.replace_weights(job_spec=spec, base=1, weights=MOVED, reason="", by=ana).number == 2
    VersionRollup.objects.filter(pk=rollup.pk).update(evaluated=1)
    with pytest.raises(ReasonMissing, match="Say why"):
        operations.replace_weights(job_spec=spec, base=2, weights=MOVED, reason=" \n", by=ana)
    assert current(spec).number == 2
    assert operations.replace_weights(job_spec=spec, base=2, weights=MOVED, reason="We agreed", by=ana).number == 3


def test_weights_of_95_are_refused_and_nothing_is_left_behind(spec: JobSpec, ana: User) -> None:
    with pytest.raises(IntegrityError) as caught:
        operations.replace_weights(job_spec=spec, base=1, weights=MOVED | {"planning": Decimal("0.35")}, reason="", by=ana)
    assert caught.value.__cause__.diag.constraint_name == "weights_sum_to_one"  # type: ignore[union-attr]
    assert spec.versions.count() == 1


def test_who_listens_hears_of_a_version_that_is_current_already(spec: JobSpec, ana: User) -> None:
    heard: list[tuple[int, bool]] = []

    def listen(sender: object, job_spec: JobSpec, version: Version, **_: object) -> None:
        heard.append((version.number, JobSpec.objects.get(pk=job_spec.pk).current_version_id == version.pk))

    version_saved.connect(listen)
    try:
        operations.replace_weights(job_spec=spec, base=1, weights=MOVED, reason="", by=ana)
    finally:
        version_saved.disconnect(listen)
    assert heard == [(2, True)]


def test_an_added_competency_begins_a_rubric_and_the_others_shrink(spec: JobSpec, ana: User) -> None:
    version = competency_operations.add_competency(
        job_spec=spec, base=1, wording=CARE, weight=Decimal("0.20"), reason="New", by=ana
    )
    assert plain(version) == {
        "planning": Decimal("0.40"),
        "listening": Decimal("0.24"),
        "repairing": Decimal("0.16"),
        "care": Decimal("0.20"),
    }
    assert version.rubric.root_id == version.rubric_id


def test_a_competency_that_takes_everything_finds_no_room(spec: JobSpec, ana: User) -> None:
    with pytest.raises(weights.NoRoom):
        competency_operations.add_competency(job_spec=spec, base=1, wording=CARE, weight=Decimal("1.00"), reason="", by=ana)
    assert spec.versions.count() == 1


@pytest.mark.parametrize(("meaning_changed", "is_same"), [(False, True), (True, False)])
def test_wording_alone_keeps_the_root_and_meaning_begins_one(
    spec: JobSpec, ana: User, meaning_changed: bool, is_same: bool
) -> None:
    wording = CompetencyWording("listening", "Hearing out", "Hears people out.", "", ["1", "2", "3", "4", "5"])
    version = competency_operations.reword_competency(
        job_spec=spec, base=1, wording=wording, meaning_changed=meaning_changed, reason="", by=ana
    )
    assert (version.rubric.root == spec.versions.get(number=1).rubric.root) is is_same
    assert [row.name for row in version.rubric.rows.all()] == ["Planning", "Hearing out", "Repairing"]
    assert plain(version) == plain(spec.versions.get(number=1))


def test_a_competency_that_is_still_asked_about_is_not_retired(spec: JobSpec, ana: User) -> None:
    with pytest.raises(StillAsked) as caught:
        competency_operations.retire_competency(job_spec=spec, base=1, key="repairing", reason="", by=ana)
    assert {question.competency.key for question in caught.value.questions} == {"repairing"}
    assert spec.versions.count() == 1


def test_the_weight_of_a_retired_competency_goes_to_the_others(spec: JobSpec, ana: User) -> None:
    planning = spec.competencies.get(key="planning")
    Question.objects.filter(competency__key="repairing").update(competency=planning)
    version = competency_operations.retire_competency(job_spec=spec, base=1, key="repairing", reason="", by=ana)
    assert plain(version) == {"planning": Decimal("0.63"), "listening": Decimal("0.37")}


def test_the_last_competency_stays(ana: User) -> None:
    spec = make_spec(by=ana, weights={"planning": "1.00"}, questions={})
    with pytest.raises(LastCompetency, match="Add another"):
        competency_operations.retire_competency(job_spec=spec, base=1, key="planning", reason="", by=ana)


def test_competencies_change_places_and_stay_at_the_ends(spec: JobSpec, ana: User) -> None:
    version = competency_operations.move_competency(job_spec=spec, base=1, key="planning", up=False, by=ana)
    assert [wording.key for wording in operations.wordings_of(version.rubric)] == ["listening", "planning", "repairing"]
    assert version.rubric.root == spec.versions.get(number=1).rubric.root
    assert competency_operations.move_competency(job_spec=spec, base=2, key="listening", up=True, by=ana) == version


def test_the_first_confirmation_of_levels_is_kept(spec: JobSpec, ana: User) -> None:
    rubric = Rubric.objects.get(job_spec=spec)
    operations.confirm_rubric(rubric=rubric, by=ana)
    assert operations.confirm_rubric(rubric=rubric, by=UserFactory.create()).confirmed_by == ana


@pytest.mark.django_db(transaction=True)
def test_eight_people_saving_at_once() -> None:
    people = [UserFactory.create() for _ in range(8)]
    spec = make_spec(by=people[0])
    together = Barrier(8)

    def save(number: int) -> Version | SpecChanged:
        share = Decimal(number + 1) / 100
        mine = {"planning": Decimal("0.50") - share, "listening": Decimal("0.30") + share, "repairing": Decimal("0.20")}
        together.wait(timeout=20)
        try:
            return operations.replace_weights(job_spec=spec, base=1, weights=mine, reason=str(number), by=people[number])
        except SpecChanged as changed:
            return changed
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(save, range(8)))
    won = [result for result in results if isinstance(result, Version)]
    told = [result for result in results if isinstance(result, SpecChanged)]
    assert (len(won), len(told)) == (1, 7)
    assert {changed.current for changed in told} == {won[0]}
    assert current(spec) == won[0]
    assert plain(won[0])["planning"] == Decimal("0.50") - Decimal(int(won[0].reason) + 1) / 100
    assert spec.versions.count() == 2
