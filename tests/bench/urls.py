"""What is measured against: an empty signed-in view. "ok" without all that is in tests/bench/wsgi.py."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from config.pure import kept
from jobspecs.models import JobSpec


def floor(request: HttpRequest) -> HttpResponse:
    """The least a signed-in page can cost: same middleware, session, user, one query, a template of ten lines."""
    spec = JobSpec.objects.only("title").first()
    return render(request, "floor.html", {"title": spec.title if spec else ""})


def forget(request: HttpRequest) -> HttpResponse:
    """As the floor, and the next page that this process answers is rendered as at the first look."""
    kept.clear()
    return floor(request)


urlpatterns = [path("bench/floor", floor), path("bench/forget", forget), path("", include("config.urls"))]
