"""Rows of made-up interviews in the text format of COPY, interview by interview, in the order of time.

Keys are UUIDv7 that are made of the time, the seed, the number of the interview and what they are for; so that the same seed
gives the same keys.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from scoring.points import PLACE
from scoring.populate.texts import FIRST, LAST, REASONS, Text

# table → columns; everything else has a default in the database
COLUMNS = {
    "interviews_candidate": "id name email legal_hold created_at",
    "interviews_invitation": "id job_spec_id candidate_id link_number expires_at opened_at invited_by_id created_at",
    "interviews_mail": "id kind invitation_id link_number state attempts due_at queued_at finished_at error",
    "interviews_interview": """id invitation_id job_spec_id candidate_id rubric_id state consent_hash recording_consent_hash
        declared_at begun_at submitted_at withdrawn_at""",
    "interviews_asked": "id interview_id revision_id question_id competency_id round_position position",
    "interviews_answer": """id asked_id current_revision_id draft saved_at save_number saved_from passed_at technical
        more_time""",
    "interviews_answerrevision": "id answer_id number kind text created_at",
    "scoring_grading": """id interview_id rubric_id engine engine_version model parameters prompt_hash input_hash input seconds
        created_at sealed_at points""",
    "scoring_gradingorder": "id interview_id engine grading_id state attempts due_at queued_at finished_at error",
    "scoring_competencyscore": "id grading_id competency_id score level missing reason confidence flags runs",
    "scoring_evidence": 'id score_id revision_id start "end"',
    "scoring_evaluation": "id grading_id version_id total coverage lower upper created_at",
    "scoring_currentevaluation": "interview_id evaluation_id since spec number grading engine cents is_whole points",
}
COUNTED = ("interviews_asked", "scoring_competencyscore", "scoring_evidence")  # their keys are numbers
DAYS = 150  # how long ago the first were invited: within what is kept by default
MINUTES = DAYS * 24 * 60
SUBMITTED, WITHDRAWN = 0.90, 0.95  # shares of all, the second from where the first ends; the others are at it
GRADED = 0.988  # of those handed in; the others wait for a batch
UNANSWERED, TECHNICAL = 0.03, 0.05
OPEN_INVITATIONS = 33  # after so many that began one that did not
NULL = "\\N"
_HUNDREDTHS = [f"{value // 100}.{value % 100:02}" for value in range(10001)]


@dataclass(frozen=True)
class Seen:
    """A version as evaluations need it; `weights` are in whole percent, in the order of the spec's questions."""

    id: str
    number: int
    rubric: str
    root: str
    weights: Sequence[int]
    since: int  # minutes after the beginning


@dataclass(frozen=True)
class Facts:
    """What all rows of one spec have in common."""

    id: str
    owner: str
    versions: Sequence[Seen]
    asked: Sequence[tuple[str, str, str, int]]  # revision, question, competency, round
    places: Sequence[int]  # of their competencies, as in scoring.points
    mean: int  # about where its scores lie


@dataclass(frozen=True)
class _Answered:
    """What came of one question: the text and its revision's key, or neither."""

    competency: str
    text: Text | None
    revision: str
    technical: bool


class Rows:
    """Collects rows; `take` gives them away. `first` are the next free keys of the tables with numbers for keys."""

    def __init__(self, *, seed: int, until: datetime, interviews: int, texts: Sequence[Text], first: dict[str, int]) -> None:
        self.seed, self.interviews, self.texts = seed % (1 << 28), interviews, texts
        self.chance = Random(seed)  # noqa: S311 - made-up people
        self.start = until - timedelta(days=DAYS)
        self.next = dict(first)
        self.rows: dict[str, list[str]] = {table: [] for table in COLUMNS}
        self.since_open = 0
        days = [self.start + timedelta(days=day) for day in range(DAYS + 60)]
        self.days = [day.strftime("%Y-%m-%d ") for day in days]
        self.spread = [round(self.chance.gauss(0, 14)) for _ in range(4096)]

    def take(self) -> dict[str, str]:
        """What was collected since the last time, by table, in the order of who refers to whom."""
        taken = {table: "".join(rows) for table, rows in self.rows.items() if rows}
        for rows in self.rows.values():
            rows.clear()
        return taken

    def at(self, minute: int) -> str:
        """A moment, in minutes after the beginning, which is at midnight UTC."""
        day, rest = divmod(minute, 1440)
        return f"{self.days[day]}{rest // 60:02}:{rest % 60:02}+00"

    def add(self, n: int, spec: Facts) -> None:
        """Everything of the n-th interview."""
        invited = n * MINUTES // self.interviews
        random = self.chance.random
        head = f"{int(self.start.timestamp()) * 1000 + invited * 60_000 + n % 60_000:012x}7"
        tail = f"8{self.seed:07x}{n:08x}"
        self._invite(n, spec, invited, head, tail, begins=True)
        self.since_open += 1
        if self.since_open == OPEN_INVITATIONS:
            self.since_open = 0
            self._invite(n, spec, invited, head, f"9{self.seed:07x}{n:08x}", begins=False)
        begun = min(invited + 30 + int(random() * 4000), MINUTES - 1)
        handed_in = min(begun + 20 + int(random() * 60), MINUTES)
        fate = random()
        state = "submitted" if fate < SUBMITTED else "withdrawn" if fate < WITHDRAWN else "in_progress"
        began_under = max((v for v in spec.versions if v.since <= begun), key=lambda v: v.since)
        interview = f"{head}003{tail}"
        moment = self.at(handed_in)
        self.rows["interviews_interview"].append(
            f"{interview}\t{head}002{tail}\t{spec.id}\t{head}001{tail}\t{began_under.rubric}\t{state}\t{'c0' * 32}\t\t"
            f"{self.at(begun)}\t{self.at(begun)}\t{moment if state == 'submitted' else NULL}\t"
            f"{moment if state == 'withdrawn' else NULL}\n"
        )
        passed = len(spec.asked) if state == "submitted" else int(random() * len(spec.asked))
        answered = self._answer(interview, spec, passed, begun, head, tail)
        if state == "submitted" and random() < GRADED:
            graded = handed_in + 1
            known = [v for v in spec.versions if v.root == began_under.root and v.since <= graded]
            self._grade(interview, spec, answered, max(known, key=lambda v: v.since), began_under.rubric, graded, head, tail)

    def _invite(self, n: int, spec: Facts, invited: int, head: str, tail: str, *, begins: bool) -> None:
        first, last = FIRST[n % len(FIRST)], LAST[n // len(FIRST) % len(LAST)]
        when = self.at(invited)
        email = f"{first}.{last}.{self.seed:x}.{n}{'' if begins else '.open'}@example.net".lower()
        self.rows["interviews_candidate"].append(f"{head}001{tail}\t{first} {last}\t{email}\t\t{when}\n")
        self.rows["interviews_invitation"].append(
            f"{head}002{tail}\t{spec.id}\t{head}001{tail}\t1\t{self.at(invited + 20160)}\t{when if begins else NULL}\t"
            f"{spec.owner}\t{when}\n"
        )
        self.rows["interviews_mail"].append(
            f"{head}004{tail}\tinvitation\t{head}002{tail}\t1\tdone\t1\t{when}\t{when}\t{when}\t\n"
        )

    def _answer(self, interview: str, spec: Facts, passed: int, begun: int, head: str, tail: str) -> list[_Answered]:
        """What was asked, and answers to the first `passed`; the next one has a draft."""
        random, texts = self.chance.random, self.texts
        asked, answers, revisions = (
            self.rows[table] for table in ("interviews_asked", "interviews_answer", "interviews_answerrevision")
        )
        key, found = self.next["interviews_asked"], []
        for position, (revision, question, competency, round_position) in enumerate(spec.asked, start=1):
            asked.append(f"{key}\t{interview}\t{revision}\t{question}\t{competency}\t{round_position}\t{position}\n")
            answer, given = f"{head}0a{position:x}{tail}", f"{head}0b{position:x}{tail}"
            if position <= passed:
                when, luck = self.at(begun + 3 * position), random()
                is_technical = UNANSWERED <= luck < TECHNICAL
                text = None if luck < TECHNICAL else texts[int(random() * len(texts))]
                answers.append(
                    f"{answer}\t{key}\t{given if text else NULL}\t\t{when}\t{4 if text else 0}\t\t{when}\t"
                    f"{'The page did not load.' if is_technical else ''}\t0\n"
                )
                if text:
                    revisions.append(f"{given}\t{answer}\t1\ttyped\t{text.text}\t{when}\n")
                found.append(_Answered(competency, text, given, is_technical))
            else:
                draft = texts[int(random() * len(texts))].text[:90] if position == passed + 1 else ""
                saved = self.at(begun + 3 * position) if draft else NULL
                answers.append(f"{answer}\t{key}\t\\N\t{draft}\t{saved}\t{3 if draft else 0}\t\t\\N\t\t0\n")
            key += 1
        self.next["interviews_asked"] = key
        return found

    def _grade(
        self,
        interview: str,
        spec: Facts,
        answered: Sequence[_Answered],
        version: Seen,
        rubric: str,
        minute: int,
        head: str,
        tail: str,
    ) -> None:
        """A grading, its order, and what the version's weights make of it."""
        grading, evaluation, when = f"{head}005{tail}", f"{head}006{tail}", self.at(minute)
        self.rows["scoring_gradingorder"].append(
            f"{head}007{tail}\t{interview}\toffline\t{grading}\tdone\t1\t{when}\t{when}\t{when}\t\n"
        )
        person = spec.mean + self.spread[int(self.chance.random() * 4096)]
        covered = earned = 0
        points = []
        for weight, given, place in zip(version.weights, answered, spec.places, strict=True):
            score = self._score(grading, given, person)
            if score is not None:
                covered += weight
                earned += weight * score
                points.append(place * PLACE + score)
        in_one = "{" + ",".join(map(str, sorted(points))) + "}"
        cents = (200 * earned + covered) // (2 * covered) if covered >= 50 else None
        total, cents_or_null = (NULL, NULL) if cents is None else (_HUNDREDTHS[cents], str(cents))
        self.rows["scoring_grading"].append(
            f"{grading}\t{interview}\t{rubric}\toffline\tmade-up\t\t{{}}\t\t{'d0' * 32}\t[]\t0.002\t{when}\t{when}\t{in_one}\n"
        )
        self.rows["scoring_evaluation"].append(
            f"{evaluation}\t{grading}\t{version.id}\t{total}\t{_HUNDREDTHS[covered]}\t{_HUNDREDTHS[earned]}\t"
            f"{_HUNDREDTHS[earned + (100 - covered) * 100]}\t{when}\n"
        )
        self.rows["scoring_currentevaluation"].append(
            f"{interview}\t{evaluation}\t{when}\t{spec.id}\t{version.number}\t{grading}\toffline\t{cents_or_null}\t"
            f"{covered == 100}\t{in_one}\n"
        )

    def _score(self, grading: str, given: _Answered, person: int) -> int | None:
        key = self.next["scoring_competencyscore"]
        self.next["scoring_competencyscore"] = key + 1
        scores = self.rows["scoring_competencyscore"]
        if given.technical:
            scores.append(f"{key}\t{grading}\t{given.competency}\t\\N\t\\N\ttechnical\tNothing to read.\t\\N\t{{}}\t{{}}\n")
            return None
        if given.text is None:
            scores.append(f"{key}\t{grading}\t{given.competency}\t5\t1\t\tLeft unanswered.\t1\t{{}}\t{{}}\n")
            return 5
        score = min(100, max(0, person + self.spread[int(self.chance.random() * 4096)]))
        level = (score * 2 + 25) // 50 + 1
        scores.append(f"{key}\t{grading}\t{given.competency}\t{score}\t{level}\t\t{REASONS[level]}\t0.8\t{{}}\t{{}}\n")
        start, end = given.text.sentences[score % len(given.text.sentences)]
        evidence = self.next["scoring_evidence"]
        self.next["scoring_evidence"] = evidence + 1
        self.rows["scoring_evidence"].append(f"{evidence}\t{key}\t{given.revision}\t{start}\t{end}\n")
        return score
