"""Pages of scoring: access → form → one operation or query → response."""
