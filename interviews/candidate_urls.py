"""Pages behind a candidate's private link. Each view is made with `by_link`."""

from django.urls import URLPattern, path

from interviews.views import answers, candidate

app_name = "candidate"
urlpatterns: list[URLPattern] = [
    path("<str:link>/", candidate.welcome, name="welcome"),
    path("<str:link>/begin/", candidate.begin, name="begin"),
    path("<str:link>/<int:position>/", answers.question, name="question"),
    path("<str:link>/<int:position>/save/", answers.save, name="save"),
    path("<str:link>/part-2/", candidate.part_two, name="part_two"),
    path("<str:link>/review/", candidate.review, name="review"),
    path("<str:link>/submit/", candidate.submit, name="submit"),
    path("<str:link>/done/", candidate.done, name="done"),
    path("<str:link>/withdraw/", candidate.withdraw, name="withdraw"),
]
