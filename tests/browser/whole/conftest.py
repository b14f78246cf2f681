"""One running application for all that is clicked and spoken through. test_path is first: it finds the demo as it was loaded."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.stack import Stack, running_stack


@pytest.fixture(scope="package")
def stack() -> Iterator[Stack]:
    """What a killed worker leaves behind is found within seconds."""
    with running_stack(WORK_LEASE_SECONDS="6", SWEEP_SECONDS="2") as running:
        yield running
