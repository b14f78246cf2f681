"""Fairness figures: plain functions over counts of people. No table, no package. docs/fairness.md has formulas and sources."""
