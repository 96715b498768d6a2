"""Printed notation to typed values: pure functions, and the stage that applies them to tables."""
