"""Pages behind a candidate's private link. Each view is made with `by_link`."""

from django.urls import URLPattern, path

from interviews.views import answers, around, candidate, copies, heard, part_two, requests, voice

app_name = "candidate"
urlpatterns: list[URLPattern] = [
    path("<str:link>/", candidate.welcome, name="welcome"),
    path("<str:link>/begin/", candidate.begin, name="begin"),
    path("<str:link>/before/", around.declare, name="declare"),
    path("<str:link>/<int:position>/", answers.question, name="question"),
    path("<str:link>/<int:position>/save/", answers.save, name="save"),
    path("<str:link>/part-2/", part_two.part_two, name="part_two"),
    path("<str:link>/part-2/microphone/", part_two.microphone, name="microphone"),
    path("<str:link>/<int:position>/piece/", voice.piece, name="piece"),
    path("<str:link>/<int:position>/end/", voice.end, name="end"),
    path("<str:link>/<int:position>/more-time/", voice.more_time, name="more_time"),
    path("<str:link>/<int:position>/keep/", voice.keep, name="keep"),
    path("<str:link>/<int:position>/cal/", voice.cal, name="cal"),
    path("<str:link>/<int:position>/take/<int:number>/audio/", voice.take_audio, name="take_audio"),
    path("<str:link>/review/", candidate.review, name="review"),
    path("<str:link>/submit/", candidate.submit, name="submit"),
    path("<str:link>/done/", candidate.done, name="done"),
    path("<str:link>/done/<int:position>/", heard.heard, name="heard"),
    path("<str:link>/done/<int:position>/correct/", heard.correct, name="correct"),
    path("<str:link>/done/<int:position>/audio/", heard.audio, name="audio"),
    path("<str:link>/done/copy/", copies.copy, name="copy"),
    path("<str:link>/done/my-answers.txt", copies.copy_text, name="copy_text"),
    path("<str:link>/done/recordings/", heard.delete_recordings, name="delete_recordings"),
    path("<str:link>/again/<int:position>/", around.again, name="again"),
    path("<str:link>/done/about-you/", around.about_you, name="about_you"),
    path("<str:link>/ask/", requests.ask, name="ask"),
    path("<str:link>/withdraw/", candidate.withdraw, name="withdraw"),
]
