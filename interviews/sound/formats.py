"""Which container a recording is in, by its first bytes alone. What a browser calls it is not asked."""

from __future__ import annotations

from interviews.sound.base import BadSound, Flaw

HEAD_BYTES = 4096

# Our name of a container: the one reader of FFmpeg's that is ever opened for it, and the codecs that browsers put into it.
# A playlist, or anything else that names other files, has no reader here.
DEMUXERS = {"webm": "matroska", "mp4": "mov", "ogg": "ogg", "wav": "wav"}
CODECS = frozenset(
    {
        "opus",
        "vorbis",
        "aac",
        "alac",
        "flac",
        "pcm_u8",
        "pcm_s16le",
        "pcm_s16be",
        "pcm_s24le",
        "pcm_s32le",
        "pcm_f32le",
        "pcm_f64le",
    }
)


def container_of(head: bytes) -> str:
    """ "webm", "mp4", "ogg" or "wav". `head` is at least the first 64 bytes where there are so many.

    Raises BadSound: EMPTY without any byte, else NOT_AUDIO.
    """
    if not head:
        raise BadSound(Flaw.EMPTY, "no bytes")
    if head.startswith(b"\x1a\x45\xdf\xa3") and (b"webm" in head[:64] or b"matroska" in head[:64]):
        return "webm"
    if head[4:8] == b"ftyp":
        return "mp4"
    if head.startswith(b"OggS"):
        return "ogg"
    if head.startswith(b"RIFF") and head[8:12] == b"WAVE":
        return "wav"
    raise BadSound(Flaw.NOT_AUDIO, "no recording begins like this")
