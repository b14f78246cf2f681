"""What the admin pages of all apps share: nothing that is sealed is changed there, nothing that needs a purge deleted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, TypeVar

from allauth.account.decorators import secure_admin_login
from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.db.models import ForeignKey, Model, OuterRef, QuerySet, Subquery, TextField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

M = TypeVar("M", bound=Model)

# One way in: Django's own form for the administration would let somebody guess passwords without a limit.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # as allauth says to


class KeptAdmin(admin.ModelAdmin[M]):
    """Rows are changed here, where no rule forbids it, and never deleted: that would lose history."""

    secret: tuple[str, ...] = ()  # columns that no page shows; nor is an address answered that asks about them

    def get_exclude(self, request: HttpRequest, obj: M | None = None) -> tuple[str, ...]:
        return (*(super().get_exclude(request, obj) or ()), *self.secret)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Twenty addresses with ?column__gte=… would find what a page leaves out."""
        return lookup.partition("__")[0] not in self.secret and super().lookup_allowed(lookup, value, request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_act_permission(self, request: HttpRequest) -> bool:
        """Who may run actions that write: who may change such rows, even where their page is to look at alone."""
        name = self.opts.model_name
        return request.user.has_perm(f"{self.opts.app_label}.change_{name}")

    def save_model(self, request: HttpRequest, obj: M, form: ModelForm[M], change: bool) -> None:
        """Write what the form changed and no other column: those may have moved since the row was read."""
        if not change:
            return super().save_model(request, obj, form, change)
        columns = {field.name for field in obj._meta.concrete_fields}
        obj.save(update_fields=[name for name in form.changed_data if name in columns])
        return None

    def act_on(
        self,
        request: HttpRequest,
        chosen: Iterable[M],
        act: Callable[[M], object],
        *,
        done: str,
        refusals: tuple[type[Exception], ...] = (),
    ) -> None:
        """Run one operation a row and note in the administration's log what was done; say what was left, and why.

        `act` is false where there was nothing to do, and raises one of `refusals` where a rule forbids it.
        """
        did, left = 0, Counter[str]()
        for row in chosen:
            try:
                if act(row):
                    self.log_change(request, row, f"{done}.")
                    did += 1
                else:
                    left["nothing to do"] += 1
            except refusals as refused:
                left[str(refused)] += 1
        if did:
            self.message_user(request, f"{done}: {did}.", messages.SUCCESS)
        for why, count in left.items():
            self.message_user(request, f"Left as they are: {count} ({why.rstrip('.')}).", messages.WARNING)


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

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """All of them: a form cannot be made of fields that are never edited (erased_at)."""
        return tuple(map(str, self.fields or ()))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With what the columns refer to, so that a row costs no query of its own."""
        referred = {field.name for field in self.opts.concrete_fields if isinstance(field, ForeignKey)}
        return super().get_queryset(request).select_related(*referred.intersection(map(str, self.fields or ())))


class EventAdmin(ReadOnlyAdmin[Any]):
    """What the database noted of each change: when, who, and by which route. Rows of django-pghistory.

    The row that changed is not joined: it may be gone (a membership), and its history must still show.
    """

    what: tuple[str, ...] = ()
    list_filter = ("pgh_label", "pgh_created_at")
    exclude = ("pgh_obj", "pgh_context")
    readonly_fields = ("who", "route")
    ordering = ("-pgh_id",)

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        return ("when", "did", "who", "route", *self.what)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        people = get_user_model()._default_manager.annotate(key=Cast("pk", TextField())).filter(key=OuterRef("actor"))
        events = super().get_queryset(request).annotate(actor=KeyTextTransform("user", "pgh_context__metadata"))
        found: QuerySet[Any] = events.annotate(
            actor_email=Subquery(people.values("email")[:1]), by_route=KeyTextTransform("route", "pgh_context__metadata")
        )
        return found

    @admin.display(description="when", ordering="pgh_created_at")
    def when(self, event: Any) -> datetime:
        moment: datetime = event.pgh_created_at
        return moment

    @admin.display(description="what", ordering="pgh_label")
    def did(self, event: Any) -> str:
        return str(event.pgh_label)

    @admin.display(description="who")
    def who(self, event: Any) -> str:
        return event.actor_email or "the application"

    @admin.display(description="route")
    def route(self, event: Any) -> str:
        return event.by_route or "–"


@admin.register(LogEntry)
class LogEntryAdmin(ReadOnlyAdmin[LogEntry]):
    """What was done in these pages. Candidates stand in it by their id alone."""

    list_display = ("action_time", "user", "content_type", "object_repr", "said")
    list_filter = ("action_flag", "content_type", "action_time")
    list_select_related = ("user", "content_type")
    search_fields = ("object_id", "object_repr", "user__email")
    date_hierarchy = "action_time"

    @admin.display(description="what was done")
    def said(self, entry: LogEntry) -> str:
        return entry.get_change_message() or entry.get_action_flag_display()


def page_link(url_name: str, *args: Any, words: str = "Open") -> SafeString:
    """A link from a row of the admin to the recruiters' page of the same thing."""
    return format_html('<a href="{}">{}</a>', reverse(url_name, args=args), words)


def history_link(events: type[Model], row: Model) -> SafeString:
    """A link from a row to what the database noted of its changes; `events` is the row's table of django-pghistory."""
    url = reverse(f"admin:{events._meta.app_label}_{events._meta.model_name}_changelist")
    return format_html('<a href="{}?pgh_obj={}">Every change</a>', url, row.pk)
