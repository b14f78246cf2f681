"""The WSGI application, warm: what Django would load at the first request is loaded before it."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()
len(get_resolver().url_patterns)  # imports all views
