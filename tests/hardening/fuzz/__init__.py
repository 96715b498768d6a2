"""Bytes of anyone's making for every reader of the program: each is accepted, or is a problem with a code."""
