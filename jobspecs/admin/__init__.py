"""Job specs in Django admin, a module a subject."""

from jobspecs.admin import people, specs, work

__all__ = ["people", "specs", "work"]
