"""A server as a user starts it, for tests that ask it."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.conftest import ROOT


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[str]:
    """`opendata serve` on a free port: its address, which ends in `/`."""
    command = [sys.executable, "-m", "pipeline", "serve", str(folder), "--port", "0"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, env=os.environ, stdout=pipe, stderr=pipe, text=True) as process:
        try:
            assert process.stdout is not None
            address = re.search(r"http://[\d.:]+/", process.stdout.readline())
            assert address, process.communicate()[1]
            yield address[0]
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=10)
