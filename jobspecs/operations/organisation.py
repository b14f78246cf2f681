"""The organisation: one row, with its history."""

from __future__ import annotations

from typing import Any

import pghistory
from django.db import transaction

from jobspecs.models import Organisation, User


@transaction.atomic
def save_organisation(*, by: User, **fields: Any) -> Organisation:
    """Write the one organisation of this installation, or make it. The database keeps what it said before."""
    with pghistory.context(user=str(by.pk)):
        return Organisation.objects.update_or_create(id=1, defaults=fields)[0]
