"""Reads of scoring, a module a subject. Nothing here writes."""
