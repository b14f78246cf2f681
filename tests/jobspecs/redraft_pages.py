"""The page of a new draft as tests read and send it."""

from __future__ import annotations

import re
from typing import Any

from django.urls import reverse

from jobspecs.models import JobSpec, Question, User
from jobspecs.operations import questions as question_operations
from jobspecs.operations.specs import rename_spec
from jobspecs.operations.versions import CompetencyWording
from tests.jobspecs.pages import html_of


def url(spec: JobSpec, name: str = "") -> str:
    return reverse(f"jobspecs:redraft{'_' if name else ''}{name}", args=[spec.pk])


def page_of(spec: JobSpec) -> str:
    return reverse("jobspecs:spec", args=[spec.pk])


def as_shown(page: Any) -> dict[str, Any]:
    """What a browser sends of a page that nobody has touched."""
    html = page.content.decode()
    return {
        "base": re.findall(r'name="base" value="(\d+)"', html),
        "shown": re.findall(r'name="shown" value="([^"]+)"', html),
        "take": re.findall(r'name="take" value="([^"]+)"[^>]* checked>', html),
        "meant": re.findall(r'name="meant" value="([^"]+)"[^>]* checked', html),
        "reason": "",
    }


def state_of(page: Any, label: str) -> tuple[str, bool]:
    """The id of the checkbox with this label, and whether it is ticked."""
    boxes = re.findall(r'<input type="checkbox" name="take" value="([^"]+)"[^>]*?( checked)?><span>(.*?) <span', html_of(page))
    return next((found, bool(ticked)) for found, ticked, said in boxes if said.startswith(label))


def edited(spec: JobSpec, by: User) -> None:
    """A person has renamed the spec and worded a question."""
    rename_spec(job_spec=spec, title="Wheel Mechanic", level="mid", by=by)
    question = Question.objects.get(round__job_spec=spec, round__position=1, position=1)
    question_operations.reword_question(question=question, base=1, text="In Ana's words?", probes=[], competency=None, by=by)


BETTER = CompetencyWording("planning", "Planning", "Plans the day with care.", "plan the repairs.", ["1", "2", "3", "4", "5"])
