"""The first words of a letter to a candidate. A person edits them, and sends them or does not."""

from __future__ import annotations

from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from interviews.choices import RequestKind
from scoring.choices import Outcome

# A letter in which this still stands is not sent.
GAP = "[…]"


def _whole(name: str, body: str, writer: str, organisation: str) -> str:
    greeting = _("Dear %(name)s,") % {"name": name} if name else _("Good day,")
    return "\n\n".join([greeting, body, _("Kind regards") + f"\n{writer}\n{organisation}"])


def outcome_draft(outcome: Outcome, *, name: str, title: str, writer: str, organisation: str) -> str:
    """A polite text for a decision, in the language that is active. `name` may be empty."""
    said = {"title": title}
    thanks = _("Thank you for your interview for %(title)s. We have read your answers.") % said
    bodies = {
        Outcome.ADVANCE: _("We would like to go on with you, and will write to you about the next step."),
        Outcome.HOLD: _("We have not decided yet. We will write to you again as soon as we have."),
        Outcome.DECLINE: _(
            "We have decided not to go on with you this time. A person made this decision, not a program. If you want to know"
            " how it came about, or want somebody to look again, you can ask for it on your private page."
        ),
    }
    return _whole(name, f"{thanks} {bodies[outcome]}", writer, organisation)


def reply_draft(kind: RequestKind, asked_at: datetime, *, name: str, writer: str, organisation: str) -> str:
    """How a reply begins and ends, with a gap for what only a person can say."""
    said = {"date": date_format(asked_at, "j F Y")}
    bodies = {
        RequestKind.LOOK_AGAIN: _("On %(date)s you asked us to look at your answers again.") % said,
        RequestKind.CORRECT: _("On %(date)s you wrote to us that a fact is wrong.") % said,
        RequestKind.EXPLAIN: _("On %(date)s you asked us how the result came about.") % said,
    }
    return _whole(name, f"{bodies[kind]}\n\n{GAP}", writer, organisation)
