"""The background work of interviews: each task loads by id and calls one operation."""

from __future__ import annotations

from collections.abc import Sequence

from config.celery import task
from config.work import standing_still
from interviews.models import Mail
from interviews.operations import mails, purging


@task()
def send_mails(*, ids: Sequence[str]) -> None:
    """Send mails, one after the other."""
    for mail_id in ids:
        mails.send_mail(mail_id=mail_id)


@task()
def sweep() -> None:
    """Send again what stands still, and finish deleting what an erasure has left in the storage."""
    waiting = [str(key) for key in standing_still(Mail)]
    for first in range(0, len(waiting), mails.CHUNK):
        send_mails.send(ids=waiting[first : first + mails.CHUNK])
    purging.remove_recordings()


@task(soft_limit=1800)
def keep_retention() -> None:
    """Erase candidates whose time is over."""
    purging.keep_retention()
