"""The engines that the settings name. Nothing of theirs is loaded before they are asked for.

An engine is a class without arguments at a dotted path. One object of it lives as long as the process and the settings do.
"""

from __future__ import annotations

from threading import Lock
from typing import cast

from config.voice import VoiceSettings, load, voice_settings
from interviews.speech import models
from interviews.speech.base import Listener, Speaker

AUTO = "auto"
WHISPER = "interviews.speech.whisper.Whisper"
PIPER = "interviews.speech.piper.Piper"
REMOTE_LISTENER = "interviews.speech.remote.RemoteListener"
REMOTE_SPEAKER = "interviews.speech.remote.RemoteSpeaker"

_made: dict[tuple[str, VoiceSettings], object] = {}
_making = Lock()


def listener() -> Listener | None:
    """What turns recordings into transcripts; None where nothing does. Raises ImportError for a path that leads nowhere."""
    return cast("Listener | None", _engine(listening_path()))


def speaker() -> Speaker | None:
    """What reads prompts aloud; None where nothing does: the page then uses the browser's own voice, or text alone."""
    return cast("Speaker | None", _engine(speaking_path()))


def listens() -> bool:
    """Whether there is a listener. Cheap: loads no engine."""
    return bool(listening_path())


def speaks() -> bool:
    """Whether there is a speaker. Cheap: loads no engine."""
    return bool(speaking_path())


def is_spoken() -> bool:
    """Whether Round 02 is answered by voice (ROUND_02). Cheap. It may be without a listener: recordings wait then."""
    round_02 = voice_settings().round_02
    return listens() if round_02 == AUTO else round_02 == "spoken"


def needs_worker() -> bool:
    """Whether there is work for a worker on the queue "speech". Cheap. Recordings that wait for an engine need none."""
    return speaks() or (is_spoken() and listens())


def listening_path() -> str:
    """The dotted path of the listener; empty: none."""
    voice = voice_settings()
    if voice.listening_engine != AUTO:
        return voice.listening_engine
    if voice.has_endpoint:
        return REMOTE_LISTENER
    return WHISPER if voice.uses_installed and models.can_listen(voice) else ""


def speaking_path() -> str:
    """The dotted path of the speaker; empty: none."""
    voice = voice_settings()
    if voice.speaking_engine != AUTO:
        return voice.speaking_engine
    if voice.has_endpoint:
        return REMOTE_SPEAKER
    return PIPER if voice.uses_installed and models.can_speak(voice) else ""


def in_words() -> str:
    """One line for whoever starts Evenhand: is Round 02 spoken, what listens, what speaks."""
    if not is_spoken():
        why = "" if voice_settings().round_02 == "typed" else " (no speech engine installed)"
        return f"Round 02: typed{why}"
    hears, says = listener(), speaker()
    listening = (
        f"{hears.name} {hears.model} listens" if hears else "nothing listens, so that recordings wait for their transcript"
    )
    speaking = f"{says.name} speaks" if says else "the candidate's browser speaks"
    return f"Round 02: spoken; {listening}, {speaking}"


def _engine(path: str) -> object | None:
    if not path:
        return None
    key = path, voice_settings()
    with _making:
        if key not in _made:
            _made.clear()
            _made[key] = load(path)()
        return _made[key]
