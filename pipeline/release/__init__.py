"""Releases: which there are, what changed between two, what was ever published, and what is said of it."""
