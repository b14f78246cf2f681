"""Reads, a module a subject. Nothing here writes."""

from jobspecs.queries.specs import specs_visible_to, the_organisation

__all__ = ["specs_visible_to", "the_organisation"]
