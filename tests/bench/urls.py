"""What is measured against: an empty signed-in view, and less than that."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from jobspecs.models import JobSpec


def floor(request: HttpRequest) -> HttpResponse:
    """The least a signed-in page can cost: same middleware, session, user, one query, a template of ten lines."""
    spec = JobSpec.objects.only("title").first()
    return render(request, "floor.html", {"title": spec.title if spec else ""})


@login_not_required
def ok(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


urlpatterns = [path("bench/floor", floor), path("bench/ok", ok), path("", include("config.urls"))]
