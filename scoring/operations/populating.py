"""Fills a database with made-up specs and interviews, for measuring: specs by the operations that people use, people by COPY.

While rows are copied in, triggers and foreign keys sleep (`session_replication_role`, for this transaction alone); constraints
of one row, unique keys and NOT NULL do not. Afterwards each rule that slept is checked by a query, and all of it is undone where
one is broken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import datetime, timedelta
from queue import Queue
from random import Random
from threading import Thread
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

from config.work import WorkState
from interviews.models import SpokenPrompt
from jobspecs.choices import Role
from jobspecs.models import JobSpec, Membership, Organisation, Question, User, Version
from jobspecs.operations.specs import confirm_questions, create_spec
from jobspecs.operations.versions import WeightGiven, confirm_rubric, must_haves_of, seal_rubric, seal_version, wordings_of
from scoring import rollups
from scoring.choices import Shown
from scoring.operations.disclosing import disclose
from scoring.populate import checks
from scoring.populate.judgements import JUDGED
from scoring.populate.rows import COLUMNS, COUNTED, DAYS, Facts, Rows, Seen
from scoring.populate.shares import Size, in_turn, shares_of
from scoring.populate.specs import COMPETENCIES, MOST_COMPETENCIES, balanced, content_of_spec
from scoring.populate.texts import answers

BATCH = 5000  # interviews that are copied in at a time
MANAGER, RECRUITERS = "manager@example.com", 20
KEPT_DAYS = 3650  # nothing of it is to be erased while somebody measures
REWEIGHED, REWORDED = 0.6, 0.1  # shares of specs that got other weights, and another rubric after that
TELL_EACH = 100_000
Told = Callable[[str], None]


class NotEmpty(Exception):
    """There are job specs already."""


class RuleBroken(Exception):
    """Rows do not keep a rule of the database; nothing was written."""


@transaction.atomic
def populate(*, size: Size, seed: int, until: datetime, into_filled: bool, password: str, tell: Told) -> list[JobSpec]:
    """Make specs, people and interviews up to `until` (midnight UTC); the same seed and day give the same again.

    Raises NotEmpty without `into_filled` where there are specs, SharesWrong, RuleBroken, and ProgrammingError where the database
    does not let this role put triggers to sleep.
    """
    if not into_filled and JobSpec.objects.exists():
        raise NotEmpty("There are job specs here. --into-filled puts made-up ones beside them.")
    chance = Random(seed)  # noqa: S311 - made-up people
    shares = shares_of(size, chance)
    is_first, members = _empty(), _members(password)
    specs = [_spec(number, chance, members, until, large=number < 2) for number in range(size.specs)]
    _let_prompts_be(specs)
    tell(f"{len(specs)} job specs")
    _copy(specs, shares, seed, until, chance, tell, is_first=is_first)
    for spec in specs:
        rollups.count_anew(spec.pk)
    for table in COLUMNS:
        _execute(f"ANALYZE {table}")
    _check(tell)
    for statement in JUDGED:
        _execute(statement, {"specs": [spec.pk for spec in specs], "seed": seed})
    connection.check_constraints()
    tell("decisions and ratings")
    for spec in specs:
        rollups.write(spec.pk)
    tell("rollups")
    return specs


# --- specs, by the operations that make real ones -----------------------------------------------------------------
def _members(password: str) -> list[User]:
    """The manager, who owns all, and recruiters; all sign in with the demo's password."""
    Organisation.objects.get_or_create(
        pk=1,
        defaults={
            "name": "Pedalwick",
            "contact_name": "Ana Sorrel",
            "contact_email": "ana.sorrel@example.com",
            "alternative_route": "Write to Ana: she asks the same questions on the telephone.",
        },
    )
    manager = User.objects.filter(email=MANAGER).first() or User.objects.create_user(MANAGER, password, name="Ana Sorrel")
    made = [manager]
    for number in range(1, RECRUITERS + 1):
        email = f"recruiter{number:02}@example.com"
        user = User.objects.filter(email=email).first()
        made.append(user or User.objects.create(email=email, name=f"Recruiter {number}", password=manager.password))
    return made


def _spec(number: int, chance: Random, members: Sequence[User], until: datetime, *, large: bool) -> JobSpec:
    manager, recruiter = members[0], members[1 + number % (len(members) - 1)]
    size = MOST_COMPETENCIES if large else COMPETENCIES[number % len(COMPETENCIES)]
    began = until - timedelta(days=DAYS)
    content = content_of_spec(number + 1, chance, competencies=size)
    spec = create_spec(content=content, by=manager, created_at=began, retention_days=KEPT_DAYS, recording_days=KEPT_DAYS)
    Membership.objects.create(job_spec=spec, user=recruiter, role=Role.REVIEWER)
    disclose(user=manager, job_spec=spec, what=Shown.SCORES)
    confirm_questions(job_spec=spec, by=manager)
    first = spec.versions.get()
    confirm_rubric(rubric=first.rubric, by=manager)
    keys, at = list(content.weights), chance.uniform(0.2, 0.5)
    if large or chance.random() < REWEIGHED:
        _reweigh(spec, first, began + timedelta(days=DAYS * at), balanced(keys, chance), manager, new_meaning=False)
    if not large and chance.random() < REWORDED:
        _reweigh(spec, first, began + timedelta(days=DAYS * (at + 0.3)), balanced(keys, chance), manager, new_meaning=True)
    return spec


def _reweigh(spec: JobSpec, first: Version, when: datetime, weights: Any, by: User, *, new_meaning: bool) -> None:
    """Another version, as it was made at a moment in the past."""
    rubric = seal_rubric(job_spec=spec, wordings=wordings_of(first.rubric), by=by) if new_meaning else first.rubric
    seal_version(
        job_spec=spec,
        rubric=rubric,
        weights={key: WeightGiven(value) for key, value in weights.items()},
        must_haves=must_haves_of(first),
        reason="What counts was seen anew." if new_meaning else "After the first talks with the team.",
        by=by,
        imported_at=when,
    )


def _let_prompts_be(specs: Sequence[JobSpec]) -> None:
    """Nobody listens to these prompts: a worker is to measure, not to speak for an hour."""
    prompts = SpokenPrompt.objects.filter(revision__question__round__job_spec__in=specs, state=WorkState.QUEUED)
    prompts.update(state=WorkState.CANCELLED, error="Made up for measuring.")


def _facts(spec: JobSpec, until: datetime, chance: Random) -> Facts:
    began = until - timedelta(days=DAYS)
    questions = Question.objects.filter(round__job_spec=spec).order_by("round__position", "position").select_related("round")
    asked = [(q.current_revision_id, q.pk, q.competency_id, q.round.position) for q in questions]
    versions = []
    for version in spec.versions.select_related("rubric").order_by("number"):
        weights = {w.competency_id: int(w.value * 100) for w in version.weights.all()}
        since = max(0, int((version.created_at - began).total_seconds()) // 60)
        of_each = [weights[competency] for _, _, competency, _ in asked]
        versions.append(
            Seen(str(version.pk), version.number, str(version.rubric_id), str(version.rubric.root_id), of_each, since)
        )
    asked_of = [(str(revision), str(question), str(competency), at) for revision, question, competency, at in asked]
    in_order = sorted(competency for _, _, competency, _ in asked_of)
    places = [in_order.index(competency) for _, _, competency, _ in asked_of]
    return Facts(str(spec.pk), str(spec.created_by_id), versions, asked_of, places, chance.randint(48, 68))


# --- people, by COPY ----------------------------------------------------------------------------------------------
def _copy(
    specs: Sequence[JobSpec], shares: list[int], seed: int, until: datetime, chance: Random, tell: Told, *, is_first: bool
) -> None:
    """Rows are made here while the server stores those before them."""
    facts = [_facts(spec, until, chance) for spec in specs]
    texts, order = answers(chance), in_turn(shares, chance)
    for table in COUNTED:
        _execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
    first = {table: _number(f"SELECT coalesce(max(id), 0) + 1 FROM {table}") for table in COUNTED}  # noqa: S608
    rows = Rows(seed=seed, until=until, interviews=len(order), texts=texts, first=first)
    with _asleep(), _indexes_asleep(tell) if is_first else nullcontext(), _storing(frozen=is_first) as store:
        for n, spec in enumerate(order):
            rows.add(n, facts[spec])
            if n % BATCH == BATCH - 1:
                store(rows.take())
            if n % TELL_EACH == TELL_EACH - 1:
                tell(f"{n + 1:,} interviews")
        store(rows.take())
    for table in COUNTED:
        _execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), greatest(max(id), 1)) FROM {table}")  # noqa: S608


def _empty() -> bool:
    """Whether the tables that are filled, and all that refer to them, hold nothing. Then they are emptied all the same: what is
    copied into a table that this transaction has emptied can be stored as it would be after a VACUUM (FREEZE).
    """
    connection.check_constraints()  # a table with checks still to be made cannot be emptied
    with connection.cursor() as cursor:
        cursor.execute(_REFERRING, [list(COLUMNS)])
        tables = [table for (table,) in cursor.fetchall()]
    if any(_number(f"SELECT EXISTS (SELECT FROM {table})::int") for table in tables):  # noqa: S608
        return False
    _execute(f"TRUNCATE {', '.join(tables)}")
    return True


_REFERRING = """
    WITH RECURSIVE found (oid) AS (
        SELECT unnest(%s::regclass[])::oid
        UNION SELECT conrelid FROM pg_constraint JOIN found ON confrelid = found.oid WHERE contype = 'f'
    )
    SELECT oid::regclass::text FROM found
"""


@contextmanager
def _indexes_asleep(tell: Told) -> Iterator[None]:
    """No index takes part until all are made anew, sorted, at the end: twice as fast as row by row, and unique keys are checked
    then. REINDEX marks them as ready and valid again; what was marked here is undone with everything else where this fails.
    """
    _execute("UPDATE pg_index SET indisready = false, indisvalid = false WHERE indrelid = ANY(%s::regclass[])", [list(COLUMNS)])
    yield
    _execute("SET LOCAL maintenance_work_mem = '512MB'")
    for table in COLUMNS:
        _execute(f"REINDEX TABLE {table}")
    tell("indexes")


@contextmanager
def _asleep() -> Iterator[None]:
    """Triggers and foreign keys do not fire meanwhile, for this transaction alone."""
    _execute("SET LOCAL session_replication_role = replica")
    yield
    _execute("SET LOCAL session_replication_role = origin")


@contextmanager
def _storing(*, frozen: bool) -> Iterator[Callable[[dict[str, str]], None]]:
    """Give batches to a thread that sends them, one ahead; what fails there is raised here."""
    waiting: Queue[dict[str, str] | None] = Queue(maxsize=1)
    failed: list[BaseException] = []
    raw, options = connection.connection, "(FREEZE)" if frozen else ""

    def send() -> None:
        while (batch := waiting.get()) is not None:
            try:
                for table, text in () if failed else batch.items():
                    with (
                        raw.cursor() as cursor,
                        cursor.copy(f"COPY {table} ({', '.join(COLUMNS[table].split())}) FROM STDIN {options}") as to,
                    ):
                        to.write(text)
            except BaseException as error:  # raised by the thread that gave it
                failed.append(error)

    thread = Thread(target=send, daemon=True)
    thread.start()
    try:
        yield waiting.put
    finally:
        waiting.put(None)
        thread.join()
    if failed:
        raise failed[0]


# --- what slept ---------------------------------------------------------------------------------------------------
def _check(tell: Told) -> None:
    """Every rule of a trigger and every foreign key of the tables that were filled, on two cores. Raises RuleBroken."""
    _execute("SET LOCAL work_mem = '256MB'")
    _execute("SET LOCAL max_parallel_workers_per_gather = 1")
    _execute("SET LOCAL parallel_tuple_cost = 0")
    for name, query in {**checks.RULES, **_foreign_keys()}.items():
        if _number(f"SELECT count(*) FROM ({query}) broken"):  # noqa: S608 - made of constants
            raise RuleBroken(f"Rows break {name}.")
    tell("every rule holds")


def _foreign_keys() -> dict[str, str]:
    """One query for all foreign keys of a table that no rule has looked at."""
    found = {}
    for model in apps.get_models():
        table = model._meta.db_table
        keys = []
        columns = set(COLUMNS.get(table, "").split()) - checks.LOOKED_AT.get(table, set())
        for field in model._meta.concrete_fields:
            if isinstance(field, models.ForeignKey) and field.column in columns:
                keys.append((field.column, field.target_field.model._meta.db_table, str(field.target_field.column)))
        if keys:
            found[f"a foreign key of {table}"] = checks.refers(table, keys)
    return found


def _execute(statement: str, given: dict[str, Any] | list[Any] | None = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)


def _number(query: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return int(cursor.fetchone()[0])
