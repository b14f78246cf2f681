"""Questions and prompts on the page of a spec: edited in place, moved, removed, added, written anew.

HTMX gets one row or one panel; what is being edited in other rows of a panel is left alone. The same addresses by a
plain request show a page of their own, or lead back to the spec.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import reswap, retarget

from config.http import is_fragment, say
from jobspecs.access import member_of, question_to_edit, question_to_see, round_to_edit, spec_to_edit
from jobspecs.forms.questions import QuestionForm, as_typed
from jobspecs.models import Competency, JobSpec, Question, QuestionRevision, Round
from jobspecs.operations import questions as operations
from jobspecs.operations.versions import SpecArchived
from jobspecs.queries.page import competencies_of
from jobspecs.queries.questions import questions_of, wordings_of_question
from jobspecs.views.page import rights_in, version_on_page


@require_safe
def row(request: HttpRequest, question_id: UUID) -> HttpResponse:
    """One question as it stands: after "Cancel", and polled while it is being written anew (204: not yet)."""
    question = question_to_see(request, question_id)
    if not is_fragment(request):
        return _to_spec(question)
    found = questions_of(question.round.job_spec).row(question) if "waiting" in request.GET else None
    if found is None:
        return _row(request, question, focus=True)
    if found.is_being_written:
        return HttpResponse(status=204)
    if not found.failure:
        say(request, "Written anew.", undo=_earlier(question, found.wordings - 1))
    return _row(request, question, state="is-error" if found.failure else "is-saved")


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, question_id: UUID) -> HttpResponse:
    """Word a question anew. Somebody else's wording in between is shown beside what was typed."""
    question = question_to_edit(request, question_id)
    form = _form(request, question)
    if request.method != "POST" or not form.is_valid():
        return _editing(request, question, form)
    try:
        operations.reword_question(
            question=question,
            base=form.cleaned_data["base"] or 0,
            text=form.cleaned_data["text"],
            probes=form.cleaned_data["probes"],
            guide=form.guide,
            competency=_competency(question.round.job_spec, form),
            by=member_of(request),
        )
    except operations.QuestionChanged as changed:
        typed = request.POST.copy()
        typed["base"] = str(changed.current.number)
        return _editing(request, question, _form(request, question, typed), theirs=changed.current)
    except SpecArchived as archived:
        form.add_error(None, str(archived))
        return _editing(request, question, form)
    return _row(request, question, state="is-saved", focus=True)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, spec_id: UUID, position: int) -> HttpResponse:
    """Put a question of one's own at the end of a round."""
    round_ = round_to_edit(request, spec_id, position)
    lines = competencies_of(version_on_page(round_.job_spec))
    wanted = next((line.key for line in lines if line.key == request.GET.get("for")), None)
    form = QuestionForm(lines, request.POST or None, auto_id=f"new-{position}-%s", initial={"competency": wanted})
    if request.method != "POST" or not form.is_valid():
        return _adding(request, round_, form)
    try:
        question = operations.add_question(
            round_=round_,
            competency=_competency(round_.job_spec, form),
            text=form.cleaned_data["text"],
            probes=form.cleaned_data["probes"],
            guide=form.guide,
            by=member_of(request),
        )
    except SpecArchived as archived:
        form.add_error(None, str(archived))
        return _adding(request, round_, form)
    return _panel(request, round_, focus=question, added=True)


@require_POST
def move(request: HttpRequest, question_id: UUID) -> HttpResponse:
    """Up or down by one place; the button keeps the focus."""
    question = question_to_edit(request, question_id)
    return _change(request, question, operations.move_question, up="up" in request.POST)


@require_POST
def remove(request: HttpRequest, question_id: UUID) -> HttpResponse:
    """Ask it of nobody any more; past candidates keep it."""
    question = question_to_edit(request, question_id)
    try:
        operations.retire_question(question=question, by=member_of(request))
        say(
            request,
            "Removed. Candidates who have begun keep it.",
            undo=reverse("jobspecs:questions_restore", args=[question.pk]),
        )
    except (operations.LastQuestion, SpecArchived) as problem:
        messages.error(request, str(problem))
    return _panel(request, question.round, focus=_next_to(question))


@require_POST
def restore(request: HttpRequest, question_id: UUID) -> HttpResponse:
    """Bring a removed question back."""
    question = question_to_edit(request, question_id, removed=True)
    return _change(request, question, operations.restore_question, oob=True, focus=question)


@require_POST
def write_anew(request: HttpRequest, question_id: UUID) -> HttpResponse:
    """Have the engine word it anew; the row says so until it is done."""
    question = question_to_edit(request, question_id)
    try:
        operations.order_rewording(question=question, by=member_of(request))
    except SpecArchived as archived:
        messages.error(request, str(archived))
    return _row(request, question, focus=True)


@require_safe
def wordings(request: HttpRequest, question_id: UUID) -> HttpResponse:
    """What a question said before, who worded it, and how many saw it."""
    question = question_to_see(request, question_id)
    context = {"question": question, "wordings": wordings_of_question(question)} | _rights(question.round)
    name = "jobspecs/_question_wordings.html" if is_fragment(request) else "jobspecs/question_wordings.html"
    return render(request, name, context)


@require_safe
def guide(request: HttpRequest, question_id: UUID) -> HttpResponse:
    """Probes, and what strong, adequate and weak answers are: folded away on the page, and fetched when it is opened."""
    question = question_to_see(request, question_id)
    context = {"question": question, "revision": question.current_revision, "spec": question.round.job_spec}
    name = "jobspecs/_question_guide.html" if is_fragment(request) else "jobspecs/question_guide.html"
    return render(request, name, context)


@require_POST
def reinstate(request: HttpRequest, question_id: UUID, number: int) -> HttpResponse:
    """Make an earlier wording the current one again."""
    question = question_to_edit(request, question_id)
    try:
        operations.reinstate_wording(question=question, number=number, by=member_of(request))
    except QuestionRevision.DoesNotExist:
        messages.error(request, "The question never had that wording.")
    except SpecArchived as archived:
        messages.error(request, str(archived))
    return _row(request, question, state="is-saved", focus=True, oob="oob" in request.GET)


@require_http_methods(["GET", "HEAD", "POST"])
def read(request: HttpRequest, spec_id: UUID) -> HttpResponse:
    """All questions of both rounds, to be read and confirmed."""
    spec = spec_to_edit(request, spec_id)
    problem = ""
    if request.method == "POST":
        try:
            read_ids = [UUID(text) for text in request.POST.getlist("read") if _is_uuid(text)]
            operations.confirm_wordings(job_spec=spec, read=read_ids, by=member_of(request))
            messages.success(request, "Confirmed. Thank you for reading.")
            return HttpResponseRedirect(reverse("jobspecs:spec", args=[spec.pk]))
        except (operations.QuestionsNotRead, SpecArchived) as told:
            problem = str(told)
    context = {"spec": spec, "questions": questions_of(spec), "problem": problem}
    return render(request, "jobspecs/questions_read.html", context | rights_in(spec))


def _form(request: HttpRequest, question: Question, data: Any = None) -> QuestionForm:
    lines = competencies_of(version_on_page(question.round.job_spec))
    initial = as_typed(question.current_revision, question.competency.key) if question.current_revision else {}
    data = data if data is not None else request.POST if request.method == "POST" else None
    return QuestionForm(lines, data, auto_id=f"question-{question.pk}-%s", initial=initial)


def _competency(spec: JobSpec, form: QuestionForm) -> Competency:
    return spec.competencies.get(key=form.cleaned_data["competency"])


def _next_to(question: Question) -> Question | None:
    """Who takes the place of a question that goes: where the focus then stands."""
    active = question.round.questions.filter(retired_at__isnull=True).order_by("position")
    return active.filter(position__gte=question.position or 0).first() or active.last()


def _change(
    request: HttpRequest, question: Question, operation: Any, *, oob: bool = False, focus: Question | None = None, **fields: Any
) -> HttpResponse:
    try:
        operation(question=question, by=member_of(request), **fields)
    except SpecArchived as archived:
        messages.error(request, str(archived))
    return _panel(request, question.round, oob=oob, focus=focus)


def _rights(round_: Round) -> dict[str, Any]:
    return {"spec": round_.job_spec} | rights_in(round_.job_spec)


def _to_spec(question: Question) -> HttpResponse:
    url = reverse("jobspecs:spec", args=[question.round.job_spec_id])
    return HttpResponseRedirect(f"{url}#question-{question.pk}")


def _earlier(question: Question, number: int) -> str:
    """Where Undo leads after a question has been written anew."""
    return reverse("jobspecs:questions_reinstate", args=[question.pk, number]) + "?oob"


def _row(request: HttpRequest, question: Question, *, state: str = "", focus: bool = False, oob: bool = False) -> HttpResponse:
    """One row, and out of band what the head of its panel says now."""
    if not is_fragment(request):
        return _to_spec(question)
    found = questions_of(question.round.job_spec)
    context = {
        "questions": found,
        "panel": found.panel(question.round.position),
        "row": found.row(question),
        "state": state,
        "focus": question if focus else None,
        "oob": oob,
    }
    return render(request, "jobspecs/_question_answer.html", context | _rights(question.round))


def _editing(
    request: HttpRequest, question: Question, form: QuestionForm, theirs: QuestionRevision | None = None
) -> HttpResponse:
    context = {"question": question, "form": form, "theirs": theirs} | _rights(question.round)
    name = "jobspecs/_question_form.html" if is_fragment(request) else "jobspecs/question_edit.html"
    return render(request, name, context)


def _adding(request: HttpRequest, round_: Round, form: QuestionForm) -> HttpResponse:
    context = {"round": round_, "form": form} | _rights(round_)
    name = "jobspecs/_question_add.html" if is_fragment(request) else "jobspecs/question_add.html"
    return render(request, name, context)


def _panel(
    request: HttpRequest, round_: Round, *, oob: bool = False, focus: Question | None = None, added: bool = False
) -> HttpResponse:
    """One round; rows that are being edited (the page names them) keep what was typed."""
    if not is_fragment(request):
        url = reverse("jobspecs:spec", args=[round_.job_spec_id])
        return HttpResponseRedirect(f"{url}#round-{round_.position}")
    found = questions_of(round_.job_spec)
    context = {
        "questions": found,
        "panel": found.panel(round_.position),
        "editing": [name for name in request.POST.getlist("editing") if not added or name != "add"],
        "focus": focus,
        "oob": oob,
    }
    response = render(request, "jobspecs/_questions_answer.html", context | _rights(round_))
    # The form of a new question asks for its own place, where its errors belong; what it has added belongs in the panel.
    return retarget(reswap(response, "outerHTML"), f"#round-{round_.position}") if added else response


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
