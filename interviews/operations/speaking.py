"""Having Cal's prompts spoken: ordered when they are published, made by a worker, never while a candidate waits."""

from __future__ import annotations

from uuid import UUID

import structlog
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet

from config import work
from config.work import LeaseLost
from interviews.course import VOICE_ROUND
from interviews.models import SpokenPrompt
from interviews.sound.base import BadSound
from interviews.sound.joining import MP3, encode_mp3
from interviews.speech.base import NotSpoken, SpeechUnavailable, SpokenAudio
from interviews.speech.engines import is_spoken, speaker, speaks
from jobspecs.choices import SpecStatus
from jobspecs.models import JobSpec, QuestionRevision, User

log = structlog.get_logger(__name__)

AWAY_SECONDS = 60
CHUNK = 200  # prompts that are ordered at a time
NO_SPEAKER = "Nothing is set up that reads prompts aloud. The candidate's browser does, or the text stands alone."


@transaction.atomic
def order_prompts(*, job_spec: JobSpec | None = None) -> int:
    """Have the prompts of a spec (or of all) spoken that are asked now and have no voice yet; a count of them.

    Where nothing speaks, or Round 02 is typed, nothing is ordered: no row waits for ever. Twice is the same as once.
    """
    if not (is_spoken() and speaks()):
        return 0
    missing = _unspoken()
    if job_spec is not None:
        missing = missing.filter(question__round__job_spec=job_spec)
    wanted = [SpokenPrompt(revision_id=key) for key in missing.values_list("pk", flat=True)[:CHUNK]]
    SpokenPrompt.objects.bulk_create(wanted, ignore_conflicts=True)
    _send(SpokenPrompt.objects.filter(pk__in=[prompt.pk for prompt in wanted]))
    return len(wanted)


def _unspoken() -> QuerySet[QuestionRevision]:
    """Current wordings of Round 02, of active specs, that nobody has ordered."""
    return QuestionRevision.objects.filter(
        ~Exists(SpokenPrompt.objects.filter(revision=OuterRef("pk"))),
        question__current_revision=F("pk"),
        question__retired_at__isnull=True,
        question__round__position=VOICE_ROUND,
        question__round__job_spec__status=SpecStatus.ACTIVE,
    ).order_by("question__round__job_spec", "question__position")


def _send(prompts: QuerySet[SpokenPrompt]) -> None:
    from interviews.tasks import speak  # tasks import operations; the other way round only when it is called

    for key in prompts.values_list("pk", flat=True):
        speak.send(prompt_id=str(key))


@transaction.atomic
def retry_prompt(*, prompt: SpokenPrompt, by: User) -> bool:
    """Have a prompt spoken after all, where that had stopped; False where it had not."""
    again = work.start_over(prompt)
    if again:
        log.info("prompt_ordered_again", prompt=str(prompt.pk), by=str(by.pk))
        _send(SpokenPrompt.objects.filter(pk=prompt.pk))
    return again


def speak(*, prompt_id: UUID | str) -> bool:
    """Have one prompt spoken, unless it is done, not due, or somebody else's. Returns whether it was."""
    prompt = work.claim(SpokenPrompt, prompt_id)
    if prompt is None:
        return False
    try:
        with work.holding(prompt):
            return _speak_claimed(prompt)
    except LeaseLost:
        log.info("prompt_taken_over", prompt=str(prompt.pk))
    except SpeechUnavailable as away:
        work.wait(prompt, AWAY_SECONDS, f"The speech engine is away for now: {away}"[:500])
    except NotSpoken as never:
        work.fail(prompt, f"{never} The candidate's browser reads it, or the text stands alone."[:500], again=False)
    except Exception as error:
        log.exception("prompt_not_spoken", prompt=str(prompt.pk))
        work.fail(prompt, f"Something went wrong on our side ({type(error).__name__}).")
    return False


def _speak_claimed(prompt: SpokenPrompt) -> bool:
    """Raises what engines and storages raise, and LeaseLost."""
    engine = speaker()
    if engine is None:  # on this machine, or any more
        work.fail(prompt, NO_SPEAKER, again=False)
        return False
    revision = QuestionRevision.objects.select_related("question__round__job_spec").get(pk=prompt.revision_id)
    audio = _for_browsers(engine.speak(revision.text, language=revision.question.round.job_spec.language))
    work.heartbeat(prompt)
    name = _written(prompt, audio.data)
    work.finish(
        prompt,
        file=name,
        media_type=audio.media_type,
        seconds=round(audio.seconds, 3),
        engine=engine.name[:40],
        voice=engine.voice[:200],
    )
    return True


def _for_browsers(audio: SpokenAudio) -> SpokenAudio:
    """The same as MP3, which every browser plays."""
    if audio.media_type == MP3:
        return audio
    try:
        made = encode_mp3(audio.data)
    except BadSound as bad:
        raise SpeechUnavailable("what it gave back is no sound") from bad
    return SpokenAudio(made.data, made.media_type, made.seconds)


def _written(prompt: SpokenPrompt, data: bytes) -> str:
    """Put the file into the storage under the prompt's own name; an attempt that was interrupted is overwritten."""
    storage = prompt.file.storage
    name = f"prompts/{prompt.pk}.mp3"
    storage.delete(name)
    return str(storage.save(name, ContentFile(data)))
