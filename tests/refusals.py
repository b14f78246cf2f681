"""Writes that the database refuses, each by the name of its rule."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction


def refused(rule: str, write: Callable[[], Any]) -> None:
    """The database refuses the write, at once or at COMMIT, by this rule and no other."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        write()
        connection.check_constraints()
    assert caught.value.__cause__.diag.constraint_name == rule  # type: ignore[union-attr]
