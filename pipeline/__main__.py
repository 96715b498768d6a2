"""`python -m pipeline` is `opendata`."""

from pipeline.cli import main

main()
