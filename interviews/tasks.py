"""The background work of interviews: each task loads by id and calls one operation."""

from __future__ import annotations

from collections.abc import Sequence

from config.celery import task
from config.work import standing_still
from interviews.models import Mail, SpokenPrompt, Transcription
from interviews.operations import mails, purging, recordings, speaking, transcribing

# Seconds for one recording: the longest answer is 15 minutes, and a slow machine needs as long again. Less than the broker's
# visibility timeout, after which a message is handed to a second worker.
LISTENING = 3000


@task()
def send_mails(*, ids: Sequence[str]) -> None:
    """Send mails, one after the other."""
    for mail_id in ids:
        mails.send_mail(mail_id=mail_id)


@task(queue="speech", soft_limit=LISTENING)
def transcribe(*, transcription_id: str) -> None:
    """Write down what was said in one kept take."""
    transcribing.transcribe(transcription_id=transcription_id)


@task(queue="speech")
def speak(*, prompt_id: str) -> None:
    """Have one prompt read aloud, for candidates to come."""
    speaking.speak(prompt_id=prompt_id)


@task()
def sweep() -> None:
    """Send again what stands still, order what nobody has ordered, delete what the storage would not give up before."""
    waiting = [str(key) for key in standing_still(Mail)]
    for first in range(0, len(waiting), mails.CHUNK):
        send_mails.send(ids=waiting[first : first + mails.CHUNK])
    for transcription_id in standing_still(Transcription):
        transcribe.send_again(transcription_id=str(transcription_id))
    for prompt_id in standing_still(SpokenPrompt):
        speak.send_again(prompt_id=str(prompt_id))
    speaking.order_prompts()
    recordings.remove_files()
    transcribing.forget_old_copies()


@task(soft_limit=1800)
def keep_retention() -> None:
    """Erase candidates whose time is over, and delete recordings whose time is."""
    purging.keep_retention()
    recordings.keep_recording_days()
