"""Pages behind a candidate's private link that know of scores. Each view is made with `by_link`."""

from django.urls import URLPattern, path

from scoring.views import explanation

app_name = "candidate_result"
urlpatterns: list[URLPattern] = [
    path("<str:link>/explanation/", explanation.explanation, name="explanation"),
]
