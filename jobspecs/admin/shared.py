"""What several pages of job specs in Django admin use."""

from __future__ import annotations

from typing import Any, cast

from django.apps import apps
from django.db.models import Field, Model
from django.http import HttpRequest


def events_of(model: type[Model]) -> type[Model]:
    """The table in which the database keeps the history of a model."""
    return cast("type[Model]", apps.get_model("jobspecs", f"{model.__name__}Event"))


class WithLeast:
    """Number fields with the least that the database takes, so that the form says it in words."""

    least: dict[str, int] = {}

    def formfield_for_dbfield(self, db_field: Field[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.least:
            kwargs["min_value"] = self.least[db_field.name]
        return super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
