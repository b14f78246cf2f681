"""Many people at once on an own stack, and several hosts: what holds, and what it costs (docs/scale.md)."""
