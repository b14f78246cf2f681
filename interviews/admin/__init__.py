"""Candidates, interviews and answers in Django admin. Nothing is deleted here: erasing is an operation of its own."""

from interviews.admin import answers, invitations, people, requests, voice

__all__ = ["answers", "invitations", "people", "requests", "voice"]
