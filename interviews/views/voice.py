"""One prompt, answered by voice: its page, the pieces that a browser sends, and what is heard of them before they are kept."""

from __future__ import annotations

from django.core.files.base import ContentFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from config.ranges import serve_file
from config.ratelimits import is_over_limit
from interviews.access import Visit, take_by_link
from interviews.course import VOICE_ROUND, Course
from interviews.models import Asked
from interviews.operations import recording
from interviews.operations.answering import AlreadyGiven, NotRunning, text_of
from interviews.queries import asked_of, course_of
from interviews.queries.recordings import prompt_audio, spoken_state
from interviews.queries.takes import earlier_takes
from interviews.sound.base import BadSound, Flaw
from interviews.speech import engines
from interviews.take_copies import copy_of
from interviews.views.by_link import by_link, for_script, page, refusal, welcome_url
from interviews.views.candidate import place_url, running
from interviews.views.spoken import clock, shown
from interviews.voice_forms import KeepForm, PieceForm, take_ended


def is_spoken_here(request: HttpRequest, asked: list[Asked], position: int) -> bool:
    """Is this prompt shown to be spoken? What was typed stays typed; else what the candidate wishes, else as the one before."""
    one = asked[position - 1]
    if one.round_position != VOICE_ROUND or not engines.is_spoken() or text_of(one.answer).strip():
        return False
    wish = request.GET.get("answer")
    if wish in ("typing", "speaking"):
        return wish == "speaking"
    before = asked[position - 2] if position > 1 else None
    was_typed = before is not None and before.round_position == VOICE_ROUND and bool(text_of(before.answer).strip())
    return one.is_recorded or not was_typed or before.is_spoken  # type: ignore[attr-defined, union-attr]  # by asked_of


def prompt(request: HttpRequest, visit: Visit, asked: Asked, course: Course) -> HttpResponse:
    """The page of one prompt, as far as the server knows what was said to it."""
    if not running(visit).recording_consent_hash:
        return HttpResponseRedirect(reverse("candidate:part_two", args=[visit.link]))
    where = [visit.link, asked.position]
    state = spoken_state(asked)
    number, of = course.in_part(asked.position)
    return page(
        request,
        "candidate/voice.html",
        visit,
        asked=asked,
        state=shown(state),
        number=number,
        of=of,
        percent=round(100 * (asked.position - 1) / len(course.steps)),
        is_last=asked.position == len(course.steps),
        typing_url=reverse("candidate:question", args=where) + "?answer=typing",
        cal_url=reverse("candidate:cal", args=where) if prompt_audio([asked.revision_id]) else "",
        audio_url=reverse("candidate:take_audio", args=[*where, state.newest.number]) if state.newest else "",
        earlier=[
            {
                "number": take.number,
                "is_ended": take.ended_at is not None,
                "clock": clock(float(take.seconds if take.ended_at else take.stored)),  # type: ignore[attr-defined, arg-type]  # by earlier_takes
                "url": reverse("candidate:take_audio", args=[*where, take.number]),
            }
            for take in earlier_takes(asked.answer)
        ],
    )


# --- what the page's script sends ---------------------------------------------------------------------------------
@require_POST
@for_script(limit="candidate_piece")
def piece(request: HttpRequest, visit: Visit, position: int) -> HttpResponse:
    """Take one piece of a recording: the raw bytes are the body."""
    sent = PieceForm(request.GET).piece_of(request.body, request.content_type or "")
    if sent is None:
        return refusal(422, "bad_piece", _("This piece does not say where it belongs."))
    try:
        recording.take_piece(interview=running(visit), position=position, piece=sent, by=visit.candidate)
    except REFUSALS as refused:
        return _refused(refused)
    return JsonResponse({"stored": True})


@require_POST
@for_script(limit="candidate_sound")
def end(request: HttpRequest, visit: Visit, position: int) -> HttpResponse:
    """The candidate has stopped: is everything here, and is anybody heard in it?"""
    said = take_ended(request.body)
    if said is None:
        return refusal(422, "bad_piece", _("This does not say which recording has ended."))
    try:
        take = recording.end_take(
            interview=running(visit), position=position, take=said.take, segments=said.segments, by=visit.candidate
        )
    except REFUSALS as refused:
        return _refused(refused)
    return JsonResponse({"seconds": float(take.seconds or 0), "heard": bool(take.speech_seconds)})


@require_POST
@for_script()
def more_time(request: HttpRequest, visit: Visit, position: int) -> HttpResponse:
    """Half as much time again, twice at most. Nobody who rates sees it."""
    try:
        recording.ask_more_time(interview=running(visit), position=position, by=visit.candidate)
    except REFUSALS as refused:
        return _refused(refused)
    state = spoken_state(asked_of(running(visit))[position - 1])
    return JsonResponse({"seconds_allowed": state.seconds_allowed, "left": state.more_time_left})


REFUSALS = (
    NotRunning,
    AlreadyGiven,
    recording.NoConsent,
    recording.BadPiece,
    recording.PieceDiffers,
    recording.NoTriesLeft,
    recording.TooMuch,
    recording.Gaps,
    BadSound,
)


def _refused(refused: Exception) -> HttpResponse:
    """What a script is told; what went wrong stands in no log, since it may be told with what was said."""
    match refused:
        case recording.Gaps(missing=missing):
            return refusal(409, "missing", _("Some pieces have not arrived yet."), missing=[list(one) for one in missing])
        case recording.TooMuch(kind=kind):
            return refusal(413, kind, _("This recording is longer than an answer can be. What was saved before stays saved."))
        case BadSound(flaw=flaw):
            return refusal(422, flaw.value, _flaws()[flaw])
        case recording.NotThisPrompt():
            return refusal(409, "not_open", _("This is not the prompt that is open."))
    status, code, message = _words()[type(refused)]
    return refusal(status, code, message)


def _words() -> dict[type[Exception], tuple[int, str, str]]:
    return {
        NotRunning: (410, "over", _("This interview is over.")),
        AlreadyGiven: (409, "given", _("This answer is given already.")),
        recording.NoConsent: (403, "no_consent", _("You have not agreed to be recorded.")),
        recording.PieceDiffers: (409, "differs", _("This prompt is being recorded in another tab or on another device.")),
        recording.NoTriesLeft: (409, "no_tries", _("All tries are used. Keep the last recording, or type your answer.")),
        recording.BadPiece: (422, "bad_piece", _("A piece of the recording was damaged on its way.")),
    }


def _flaws() -> dict[Flaw, str]:
    return {
        Flaw.EMPTY: _(
            "There is no sound in this recording. Check the microphone and record again; this does not count as a try."
        ),
        Flaw.NOT_AUDIO: _("What your browser sent is not a recording. Record again, or type your answer."),
        Flaw.BROKEN: _("This recording cannot be read. Record again; this does not count as a try."),
        Flaw.TOO_LONG: _("This recording is longer than the time for an answer. Ask for more time, or record again."),
    }


# --- what is heard ------------------------------------------------------------------------------------------------
@require_GET
@by_link()
def take_audio(request: HttpRequest, visit: Visit, position: int, number: int) -> HttpResponseBase:
    """Listen to what was said, before it is kept: made from the pieces that are here."""
    take = take_by_link(visit, position, number)
    if is_over_limit("candidate_sound", str(visit.invitation.pk)):
        return refusal(429, "slow_down", _("Very many requests. It goes on in a moment."))
    try:
        sound = copy_of(take)
    except BadSound as bad:
        raise Http404 from bad
    file = ContentFile(sound.data)
    return serve_file(
        request, file=file, size=len(sound.data), media_type=sound.media_type, etag=f'"{take.pk}-{len(sound.data)}"'
    )


@require_GET
@by_link()
def cal(request: HttpRequest, visit: Visit, position: int) -> HttpResponseBase:
    """The prompt as Cal says it."""
    asked = asked_of(running(visit)) if visit.interview else []
    if not asked or not course_of(asked).may_visit(position):
        raise Http404
    one = asked[position - 1]
    said = prompt_audio([one.revision_id]).get(one.revision_id)
    if said is None:
        raise Http404
    try:
        file, size = said.file.open("rb"), said.file.size
    except Exception as away:  # each kind of storage has errors of its own; the browser's own voice takes over
        raise Http404 from away
    return serve_file(request, file=file, size=size, media_type=said.media_type)


# --- the answer ---------------------------------------------------------------------------------------------------
@require_POST
@by_link()
def keep(request: HttpRequest, visit: Visit, position: int) -> HttpResponse:
    """This recording is the answer: on to the next prompt."""
    form = KeepForm(request.POST)
    here = HttpResponseRedirect(reverse("candidate:question", args=[visit.link, position]))
    if not form.is_valid():
        return here
    try:
        recording.keep_take(interview=running(visit), position=position, take=form.cleaned_data["take"], by=visit.candidate)
    except (recording.NotEnded, recording.BadPiece, recording.NoConsent):
        return here
    except (NotRunning, AlreadyGiven):
        return HttpResponseRedirect(welcome_url(visit))
    return HttpResponseRedirect(place_url(visit, course_of(asked_of(running(visit))).after(position)))
