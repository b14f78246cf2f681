"""All addresses. Each is for members only, unless its view is marked with login_not_required."""

from django.contrib import admin
from django.urls import include, path

from config.health import healthz

admin.site.site_header = admin.site.site_title = "Evenhand administration"

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.account.urls")),
    path("i/", include("interviews.candidate_urls")),
    path("i/", include("scoring.candidate_urls")),
    path("", include("scoring.urls")),
    path("", include("interviews.urls")),
    path("", include("jobspecs.urls")),
]
