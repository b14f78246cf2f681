"""In which language a candidate's pages and mails are."""

from __future__ import annotations

from django.conf import settings

from jobspecs.models import JobSpec


def shown_in(job_spec: JobSpec) -> str:
    """The spec's own language where there are words in it, else the installation's: never a mixture of two."""
    return job_spec.language if job_spec.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
