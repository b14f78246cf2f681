"""Endpoints of webhooks and what was sent to them: for administrators with all rights, since results leave the house here."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.outward import AddressRefused
from jobspecs.access import all_rights
from scoring.access import delivery_to_manage, endpoint_to_manage
from scoring.models import Endpoint
from scoring.operations import endpoints as operations
from scoring.operations.webhooks import send_again
from scoring.queries.webhooks import endpoints, log_page
from scoring.webhook_forms import EndpointForm

A_PAGE = 50


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def webhooks(request: HttpRequest) -> HttpResponse:
    """All endpoints; a POST adds one and shows its secret, once."""
    by = all_rights(request)
    form = EndpointForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            endpoint = operations.make_endpoint(by=by, **form.cleaned_data)
            return _endpoint(request, endpoint, secret=endpoint.secret)
        except AddressRefused as refused:
            form.add_error("url", str(refused))
    return render(request, "scoring/webhooks.html", {"endpoints": endpoints(), "form": form})


@never_cache
@require_safe
def webhook(request: HttpRequest, endpoint_id: UUID) -> HttpResponse:
    """One endpoint with the log of what was sent."""
    return _endpoint(request, endpoint_to_manage(request, endpoint_id))


@never_cache
@require_POST
def rotate(request: HttpRequest, endpoint_id: UUID) -> HttpResponse:
    """Another secret, shown once."""
    endpoint = endpoint_to_manage(request, endpoint_id)
    return _endpoint(request, endpoint, secret=operations.rotate_secret(endpoint=endpoint, by=all_rights(request)))


@require_POST
def switch(request: HttpRequest, endpoint_id: UUID) -> HttpResponse:
    """Off, or on (`on` is "1")."""
    endpoint = endpoint_to_manage(request, endpoint_id)
    is_active = request.POST.get("on") == "1"
    operations.switch(endpoint=endpoint, is_active=is_active, by=all_rights(request))
    messages.success(request, "Switched on." if is_active else "Switched off. What was on its way was taken back.")
    return redirect("scoring:webhook", endpoint.pk)


@require_POST
def try_out(request: HttpRequest, endpoint_id: UUID) -> HttpResponse:
    """Send a test event now, and say what came back."""
    endpoint = endpoint_to_manage(request, endpoint_id)
    tried = operations.send_test(endpoint=endpoint, by=all_rights(request))
    if not tried.problem:
        messages.success(request, f"The test event was taken (answer {tried.status}).")
    elif tried.status is not None:
        messages.error(request, f"The test event was not taken (answer {tried.status}).")
    else:
        messages.error(request, f"The test event was not taken: {tried.problem}")
    return redirect("scoring:webhook", endpoint.pk)


@require_POST
def again(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    """Send again what has stopped, or waits."""
    delivery = delivery_to_manage(request, delivery_id)
    if send_again(delivery=delivery):
        messages.success(request, "It is sent again.")
    else:
        messages.info(request, "There is nothing to send again: it was taken, or is on its way.")
    return redirect("scoring:webhook", delivery.endpoint_id)


def _endpoint(request: HttpRequest, endpoint: Endpoint, *, secret: str = "") -> HttpResponse:
    page = log_page(endpoint, request.GET.get("page"), A_PAGE)
    return render(request, "scoring/webhook.html", {"endpoint": endpoint, "page": page, "secret": secret})
