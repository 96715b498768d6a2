"""What only its owner may know, through commands that fail: it is in no output, no file, no bug report and on no
command line. The servers here give back whatever they are sent."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.conftest import ROOT

CANARY = "canary.5e1f-never-seen"
CKAN = ("publish", "--to", "ckan", "--organization", "miyagi", "--url")
S3 = ("publish", "--to", "s3", "--url", "s3://bucket/opendata")
KEYS = {"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": CANARY, "AWS_SESSION_TOKEN": CANARY}
S3_ENV = KEYS | {"AWS_DEFAULT_REGION": "ap-northeast-1", "AWS_MAX_ATTEMPTS": "1"}
SIGN = ("sign", "release", "--key", "locked.key")
BUG = "import {0} as m; m.{1} = lambda *a, **k: {{}}['a bug']; from pipeline.cli import main; main()"


class Case(NamedTuple):
    """A command, what is in its environment, and the exit status that says that it failed."""

    arguments: tuple[str, ...]
    environment: dict[str, str]
    status: int
    broken: str = ""


CASES = {
    "ckan, no server": Case((*CKAN, "http://127.0.0.1:9"), {"OPENDATA_CKAN_TOKEN": CANARY}, 4),
    "ckan, a server that says what it was sent": Case((*CKAN, "{server}/500"), {"OPENDATA_CKAN_TOKEN": CANARY}, 4),
    "ckan, refused": Case((*CKAN, "{server}/403"), {"OPENDATA_CKAN_TOKEN": CANARY}, 4),
    "ckan, no JSON": Case((*CKAN, "{server}/200"), {"OPENDATA_CKAN_TOKEN": CANARY}, 4),
    "ckan, a token of two words": Case((*CKAN, "{server}/200"), {"OPENDATA_CKAN_TOKEN": f"{CANARY} b"}, 2),
    "ckan, a token of letters of others": Case((*CKAN, "{server}/200"), {"OPENDATA_CKAN_TOKEN": f"{CANARY}é"}, 2),
    "ckan, a file that others can read": Case((*CKAN, "{server}/200", "--token-file", "open.txt"), {}, 2),
    "ckan, from a file": Case((*CKAN, "{server}/500", "--token-file", "secret.txt"), {}, 4),
    "ckan, a bug": Case(
        (*CKAN, "{server}/200"), {"OPENDATA_CKAN_TOKEN": CANARY}, 70, BUG.format("pipeline.deliver.to_ckan", "to_ckan")
    ),
    "s3, no server": Case(S3, S3_ENV | {"AWS_ENDPOINT_URL": "http://127.0.0.1:9"}, 4),
    "s3, a server that says what it was sent": Case(S3, S3_ENV | {"AWS_ENDPOINT_URL": "{server}/403"}, 4),
    "s3, a bug": Case(
        S3, S3_ENV | {"AWS_ENDPOINT_URL": "{server}"}, 70, BUG.format("pipeline.deliver.bucket", "Bucket.files")
    ),
    "sign, a wrong password": Case(SIGN, {"OPENDATA_KEY_PASSWORD": CANARY}, 2),
    "sign, a wrong password in a file": Case((*SIGN, "--password-file", "secret.txt"), {}, 2),
    "sign, a password that is no key's": Case(
        ("sign", "release", "--key", "secret.txt"), {"OPENDATA_KEY_PASSWORD": CANARY}, 2
    ),
    "sign, a bug": Case(
        SIGN,
        {"OPENDATA_KEY_PASSWORD": CANARY},
        70,
        "import pipeline.signature as m; m.sign = lambda folder, key, password, comment: {}[password() and 'a bug']; "
        "from pipeline.cli import main; main()",
    ),
}


class Echo(BaseHTTPRequestHandler):
    """Answers with the status in the address and all that it was sent."""

    def answer(self) -> None:
        sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = f"{self.headers}\n".encode() + sent
        self.send_response(int(self.path.split("/")[1]) if self.path[1:4].isdigit() else 400)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_HEAD = answer  # noqa: N815

    def log_message(self, *arguments: object) -> None: ...


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Echo) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_address[1]}"
        running.shutdown()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release, a key with a password, and the files of secrets."""
    folder = tmp_path_factory.mktemp("desk")
    shutil.copytree(ROOT / "output", folder / "release")
    if shutil.which("minisign"):
        made = ["minisign", "-G", "-p", str(folder / "locked.pub"), "-s", str(folder / "locked.key")]
        subprocess.run(made, input="another\nanother\n", text=True, capture_output=True, check=True)
    return folder


SLOW = ("ckan, no server", "sign, a wrong password", "sign, a wrong password in a file")
LOOKS = [(name, look) for name in CASES for look in ("", "--json") if not (look and name in SLOW)]
"""A password takes seconds to try, and a server that is away is asked again."""


@pytest.mark.parametrize(("name", "look"), LOOKS)
def test_a_secret_is_never_seen(name: str, look: str, desk: Path, server: str, tmp_path: Path) -> None:
    case = CASES[name]
    if case.arguments[0] == "sign" and not (desk / "locked.key").exists():
        pytest.skip("no minisign")
    secrets = {desk / "secret.txt": 0o600, desk / "open.txt": 0o644}
    for place, mode in secrets.items():
        place.write_text(CANARY, "utf-8")
        place.chmod(mode)
    arguments = [of.format(server=server) for of in (*case.arguments, *filter(None, [look]))]
    arguments += ["release"] if case.arguments[0] == "publish" else []
    given = {key: value.format(server=server) for key, value in case.environment.items()}
    env = {"PATH": "/usr/bin:/bin", "LANG": "ja_JP.UTF-8", "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)} | given
    start = ["-c", case.broken] if case.broken else ["-m", "pipeline"]
    command = [sys.executable, *start, *arguments]
    out, err = tmp_path / "out", tmp_path / "err"
    lines: set[bytes] = set()
    with out.open("wb") as stdout, err.open("wb") as stderr:
        ran = subprocess.Popen(command, cwd=desk, env=env, stdout=stdout, stderr=stderr, stdin=subprocess.DEVNULL)
        while ran.poll() is None:
            lines |= set(_command_lines())
            time.sleep(0.05)
    said = out.read_text("utf-8") + err.read_text("utf-8")
    assert ran.returncode == case.status, said
    assert any(arguments[0].encode() in line for line in lines)
    assert not [line for line in lines if CANARY.encode() in line]
    written = [of for folder in (desk, tmp_path) for of in folder.rglob("*") if of.is_file() and of not in secrets]
    assert not [of for of in written if CANARY.encode() in of.read_bytes()], said
    if case.broken:
        assert [of for of in written if of.name.startswith("opendata-bug-")], "a bug leaves its report"


def _command_lines() -> Iterator[bytes]:
    """Those that `ps` shows of ours."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if process.stat().st_uid == os.getuid():
                yield (process / "cmdline").read_bytes()
        except OSError:
            pass  # it has ended
