"""Views of job specs: access → form → one operation or query → response."""
