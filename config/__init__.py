"""The project: settings, URLs, and what all apps stand on. Imports no app (but urls and celery name them).

Nothing is imported here, so that `config.services` and the supervisor stay light: Celery is started with `-A config.celery`.
"""
