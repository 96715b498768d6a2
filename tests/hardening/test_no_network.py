"""Nothing but loopback is asked: in a network namespace without a route, and with a name server that nobody reaches."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

ALONE = ("unshare", "--map-root-user", "--net", "sh", "-c", 'ip link set lo up 2> /dev/null; exec "$@"', "sh")
ASKING = "import socket; socket.create_connection(('192.0.2.1', 80), 2)"
SUITE = ("tests/interpret", "tests/enrich")
MORE = ("tests/package", "tests/read", "tests/validate", "tests/emit", "tests/check", "tests/fetch/test_public.py")
"""Where `make hardening` asks for all of it."""


def alone(*command: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    env = {
        "PATH": os.environ["PATH"],
        "LANG": "en_GB.UTF-8",
        "PYTHONPATH": str(ROOT),
        "XDG_CACHE_HOME": str(cwd / ".cache"),
    }
    return subprocess.run([*ALONE, *command], cwd=cwd, env=env, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module", autouse=True)
def namespaces() -> None:
    if not shutil.which("unshare") or alone("true").returncode:
        pytest.skip("this machine lets nobody make a network namespace")
    asked = alone(sys.executable, "-c", ASKING)
    assert "unreachable" in asked.stderr, "there is a route after all"


def test_a_release_is_built_verified_and_made_without_a_network(project: Path) -> None:
    for command in (("validate",), ("build", "--fresh"), ("verify", "output"), ("release", "1.0.0")):
        done = alone(sys.executable, "-m", "pipeline", *command, cwd=project)
        assert done.returncode == 0, done.stdout + done.stderr


def test_the_short_suite_passes_without_a_network() -> None:
    done = alone(
        sys.executable, "-m", "pytest", "-x", "-p", "no:cacheprovider", *SUITE, *(MORE if "FUZZ" in os.environ else ())
    )
    assert done.returncode == 0, done.stdout + done.stderr
