"""What candidates say: takes in pieces while they record, one file once it is kept, and what was heard in it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from config.ids import uuid7
from config.triggers import only_if
from config.work import OPEN, Work
from interviews.choices import Doubt


class Take(models.Model):
    """One try at saying an answer. It has pieces until its answer is kept; then a Recording, or nothing.

    A take that was interrupted goes on in a new *segment*: what a browser records after a pause of that kind is a
    container of its own.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    answer = models.ForeignKey("interviews.Answer", on_delete=models.PROTECT, related_name="takes")
    number = models.PositiveSmallIntegerField(help_text="From 1.")
    begun_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True, help_text="When its pieces were found complete, and to be sound.")
    seconds = models.DecimalField(max_digits=8, decimal_places=3, null=True)
    speech_seconds = models.DecimalField(
        max_digits=8,
        decimal_places=3,
        null=True,
        help_text="How much of it is louder than the background; 0: nobody was heard.",
    )
    kept_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["answer", "number"], name="take_number_unique"),
            models.UniqueConstraint(fields=["answer"], condition=Q(kept_at__isnull=False), name="take_one_kept_per_answer"),
            models.CheckConstraint(condition=Q(number__gte=1), name="take_number_from_one"),
            models.CheckConstraint(condition=Q(kept_at__isnull=True) | Q(ended_at__isnull=False), name="take_kept_once_ended"),
        ]

    def __str__(self) -> str:
        return f"take {self.number} of {self.answer_id}"


class Piece(models.Model):
    """About a second of a take, as a browser sent it. Deleted once its answer is kept and has become a file."""

    take = models.ForeignKey(Take, on_delete=models.PROTECT, related_name="pieces")
    segment = models.PositiveSmallIntegerField(help_text="From 0.")
    sequence = models.PositiveIntegerField(help_text="From 0 within its segment.")
    media_type = models.CharField(max_length=60, help_text="As the browser calls it; what it is, is found out by reading it.")
    data = models.BinaryField()
    size = models.PositiveIntegerField(help_text="Bytes.")
    sha256 = models.CharField(max_length=64)
    received_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["segment", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["take", "segment", "sequence"], name="piece_once"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="piece_hash_is_sha256"),
            models.CheckConstraint(condition=Q(size__gte=1), name="piece_has_bytes"),
        ]

    def __str__(self) -> str:
        return f"piece {self.segment}.{self.sequence} of {self.take_id}"


def recording_path(recording: Recording, _name: str) -> str:
    """Where a recording lies in the storage: by its own id, never by a name that came from outside."""
    return f"recordings/{recording.id}"


def playable_path(recording: Recording, _name: str) -> str:
    return f"recordings/{recording.id}-play"


class Recording(models.Model):
    """What a candidate said to one question. Its files are deleted by retention, on request or by erasure; the row stays.

    `file` is what the browser sent, byte for byte, one segment after the other; it is never given to a browser. `playable`
    is the copy of it that is played and downloaded: one container, made by us, with length and index.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    answer = models.ForeignKey("interviews.Answer", on_delete=models.PROTECT, related_name="recordings")
    take = models.PositiveSmallIntegerField()
    file = models.FileField(upload_to=recording_path, blank=True)
    media_type = models.CharField(max_length=60)
    size = models.PositiveBigIntegerField(help_text="Bytes.")
    segments = models.JSONField(default=list, help_text="The length of each segment in `file`, in bytes.")
    sha256 = models.CharField(max_length=64)
    playable = models.FileField(upload_to=playable_path, blank=True)
    playable_type = models.CharField(max_length=60, blank=True, default="")
    seconds = models.DecimalField(max_digits=8, decimal_places=3, null=True)
    kept_at = models.DateTimeField(db_default=Now())
    delete_wanted_at = models.DateTimeField(null=True, help_text="To be deleted: the files may be gone a moment later.")
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            # For the sweeper: few of many.
            models.Index(
                fields=["delete_wanted_at"],
                name="recording_to_delete",
                condition=Q(delete_wanted_at__isnull=False, deleted_at__isnull=True),
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["answer", "take"], name="recording_one_per_take"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="recording_hash_is_sha256"),
            models.CheckConstraint(
                condition=Q(deleted_at__isnull=True) & ~Q(file="") | Q(deleted_at__isnull=False, file="", playable=""),
                name="recording_has_file_until_deleted",
            ),
            models.CheckConstraint(
                condition=Q(deleted_at__isnull=True) | Q(deleted_at__gte=F("kept_at")), name="recording_deleted_after_kept"
            ),
        ]

    def __str__(self) -> str:
        return f"recording of {self.answer_id}"


class Transcription(Work):
    """The work from a kept take to its transcript: pieces to one file, the file to words."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    take = models.OneToOneField(Take, on_delete=models.PROTECT, related_name="transcription")

    class Meta(Work.Meta):
        indexes = [models.Index(fields=["due_at"], name="transcription_open", condition=OPEN)]  # for the sweeper

    def __str__(self) -> str:
        return f"transcription of {self.take_id}"


class Transcript(models.Model):
    """What an engine heard, word by word, beside the revision that holds its text. A purge empties `words`.

    `doubt` says why a person has to listen before anything is scored; `checked_at` that somebody has.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    revision = models.OneToOneField("interviews.AnswerRevision", on_delete=models.PROTECT, related_name="transcript")
    recording = models.OneToOneField(Recording, on_delete=models.PROTECT, related_name="transcript")
    words = models.JSONField(
        default=list, help_text="[start, end, from, to, confidence] a word: code points of the text, seconds, 0 … 1."
    )
    language = models.CharField(max_length=8)
    seconds = models.DecimalField(max_digits=8, decimal_places=3)
    speech_seconds = models.DecimalField(max_digits=8, decimal_places=3)
    engine = models.CharField(max_length=40)
    model = models.CharField(max_length=200, blank=True, default="")
    doubt = models.CharField(max_length=16, choices=Doubt, blank=True, default="")
    checked_at = models.DateTimeField(null=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(doubt="") | Q(doubt__in=Doubt.values), name="transcript_known_doubt"),
            models.CheckConstraint(
                condition=Q(checked_at__isnull=True) | Q(checked_by__isnull=False), name="transcript_checked_by_somebody"
            ),
        ]
        triggers = [
            only_if(
                "transcript_of_one_answer",
                """EXISTS (SELECT FROM interviews_answerrevision t JOIN interviews_recording r ON r.answer_id = t.answer_id
                   WHERE t.id = NEW.revision_id AND r.id = NEW.recording_id AND t.kind = 'transcribed')""",
                "the recording is of another answer, or the text was not heard in it",
            )
        ]

    def __str__(self) -> str:
        return f"transcript of {self.recording_id}"

    @property
    def needs_listener(self) -> bool:
        return bool(self.doubt) and self.checked_at is None


class SpokenPrompt(Work):
    """One wording of a prompt as Cal says it: made when the prompt is published, never while a candidate waits."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    revision = models.OneToOneField("jobspecs.QuestionRevision", on_delete=models.PROTECT, related_name="+")
    file = models.FileField(upload_to="prompts", blank=True)
    media_type = models.CharField(max_length=60, blank=True, default="")
    seconds = models.DecimalField(max_digits=8, decimal_places=3, null=True)
    engine = models.CharField(max_length=40, blank=True, default="")
    voice = models.CharField(max_length=200, blank=True, default="")

    class Meta(Work.Meta):
        constraints = [
            *Work.Meta.constraints,
            models.CheckConstraint(condition=~Q(state="done") | ~Q(file=""), name="spokenprompt_done_has_file"),
        ]

    def __str__(self) -> str:
        return f"prompt {self.revision_id}, spoken"
