"""The demo's content: two job specs, their candidates and what these answered. All of it is invented."""
