"""One spec with everything that an address can name, and somebody in each role."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models.functions import Now
from django.test import Client

from interviews.choices import MailKind, RequestKind, RevisionKind
from interviews.models import Answer, Mail, Recording, SpokenPrompt, Take, Transcription
from interviews.operations.correcting import add_text, make_current
from interviews.operations.requests import ask
from jobspecs.choices import Role
from jobspecs.models import JobSpec, Question, User
from jobspecs.operations.drafts import discard_draft, start_draft
from jobspecs.operations.questions import retire_question
from scoring.choices import Outcome
from scoring.models import Delivery, Endpoint
from scoring.operations.judging import decide
from scoring.operations.orders import order_run
from tests.factories import OrganisationFactory, UserFactory, make_member, make_spec
from tests.factories.interviews import make_invitation
from tests.factories.redrafts import make_redraft
from tests.factories.scoring import completed, make_evaluation


class World:
    """One spec with everything that an address can name, and somebody in each role."""

    def __init__(self) -> None:
        OrganisationFactory.create()
        owner = UserFactory.create(email="owner@example.com", name="Owner")
        self.spec = spec = make_spec(by=owner)
        self.users: dict[str, User] = {  # a stranger is nobody
            "other": UserFactory.create(email="other@example.com"),
            "reviewer": make_member(spec, Role.REVIEWER),
            "editor": make_member(spec, Role.EDITOR),
            "owner": owner,
            "staff": UserFactory.create(is_staff=True),
            "superuser": UserFactory.create(is_staff=True, is_superuser=True),
        }
        make_spec(by=self.users["other"])
        interview = completed(spec, {4: ""})  # spoken, below
        self.evaluation = make_evaluation(interview)
        invitation = make_invitation(spec)
        invitation.candidate.name = "Una Lind"
        invitation.candidate.save(update_fields=["name"])
        recording, transcription = spoken_row(interview.asked.get(position=4).answer)
        mail = Mail.objects.create(kind=MailKind.INVITATION, invitation=invitation, link_number=1)
        question, removed = spec.rounds.get(position=1).questions.order_by("position")[:2]
        retire_question(question=removed, by=owner)
        draft, discarded = (start_draft(description="We need a planner. " * 20, by=owner) for _ in range(2))
        type(draft).objects.filter(pk=draft.pk).update(state="failed")
        discard_draft(draft=discarded, by=owner)
        make_redraft(spec, title="Bicycle Technician")
        person = UserFactory.create(name="Pia")
        person.set_password("a password of some length")
        person.save()
        member = spec.memberships.get(user=self.users["reviewer"])
        decided = completed(spec)
        decide(interview=decided, outcome=Outcome.ADVANCE, reason="Good.", seen=None, by=owner)
        asked = ask(interview=decided, kind=RequestKind.LOOK_AGAIN, text="Please.", by=decided.candidate)
        endpoint = Endpoint.objects.create(url="https://127.0.0.1:1/", secret="whsec_c2VjcmV0", created_by=owner)
        delivery = Delivery.objects.create(
            endpoint=endpoint, event="interview.completed", interview=interview, subject=interview.pk, state="failed"
        )
        self.named: dict[str, list[UUID | int | str]] = {
            "": [],
            "spec": [spec.pk],
            "key": [spec.pk, "planning"],
            "place": [spec.pk, 1],
            "draft": [draft.pk],
            "discarded": [discarded.pk],
            "question": [question.pk],
            "removed": [removed.pk],
            "wording": [question.pk, 1],
            "membership": [spec.pk, member.pk],
            "person": [person.pk],
            "invitation": [invitation.pk],
            "begun": [interview.invitation_id],
            "grading": [self.evaluation.grading_id],
            "interview": [interview.pk],
            "spoken": [interview.pk, 4],
            "recording": [recording.pk],
            "answer": [recording.answer_id],
            "transcription": [transcription.pk],
            "prompt": [spoken_prompt(spec).revision.question_id],
            "mail": [mail.pk],
            "decided": [decided.pk],
            "asked": [asked.pk],
            "endpoint": [delivery.endpoint_id],
            "delivery": [delivery.pk],
            "run": [order_run(job_spec=spec, by=None).pk],
        }
        self.sessions: dict[str, str] = {}

    def sign_everybody_in(self) -> None:
        """Begin the sessions that `client_of` gives."""
        for role, user in self.users.items():
            client = Client()
            client.force_login(user)
            self.sessions[role] = client.cookies[settings.SESSION_COOKIE_NAME].value

    def client_of(self, role: str) -> Client:
        """A browser of its own, in which somebody of this role is signed in; a stranger's is new."""
        client = Client()
        if role in self.sessions:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[role]
        return client


def spoken_row(answer: Answer) -> tuple[Recording, Transcription]:
    """An answer that counts as spoken, with a file to play; its transcription has stopped."""
    make_current(answer, add_text(answer, RevisionKind.TRANSCRIBED, "What was said.", by=None))
    take = Take.objects.create(answer=answer, number=1, ended_at=Now(), seconds=1, speech_seconds=1, kept_at=Now())
    files = {name: default_storage.save(f"recordings/{take.pk}-{name}", ContentFile(b"sound")) for name in ("file", "playable")}
    recording = Recording.objects.create(
        answer=answer, take=1, media_type="audio/webm", playable_type="audio/webm", size=5, sha256="0" * 64, seconds=1, **files
    )
    return recording, Transcription.objects.create(take=take, state="failed", error="No.")


def spoken_prompt(spec: JobSpec) -> SpokenPrompt:
    """A prompt that Cal has said."""
    revision = Question.objects.filter(round__job_spec=spec, round__position=2).earliest("position").current_revision
    file = default_storage.save(f"prompts/{spec.pk}", ContentFile(b"sound"))
    prompt, _ = SpokenPrompt.objects.update_or_create(
        revision=revision, defaults={"state": "done", "file": file, "media_type": "audio/mpeg"}
    )
    return prompt
