"""What the admin pages of all apps share: nothing that is sealed is changed there, nothing that needs a purge deleted."""

from __future__ import annotations

from typing import Any, TypeVar

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

M = TypeVar("M", bound=Model)


class KeptAdmin(admin.ModelAdmin[M]):
    """Rows are changed here, where no rule forbids it, and never deleted: that would lose history."""

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class ReadOnlyAdmin(KeptAdmin[M]):
    """To look at: rows come from the application alone."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class ReadOnlyInline(admin.TabularInline[Any, Any]):
    """Children of a row, to look at."""

    extra = 0
    can_delete = False
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def page_link(url_name: str, *args: Any, words: str = "Open") -> SafeString:
    """A link from a row of the admin to the recruiters' page of the same thing."""
    return format_html('<a href="{}">{}</a>', reverse(url_name, args=args), words)
