"""Derived values: pure rates, and the stage that applies what the schemas declare."""
