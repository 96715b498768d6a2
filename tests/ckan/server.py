"""Starts a CKAN as a user of it finds it, and takes all of it away afterwards."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from tests.ckan.search import search

PROGRAM = Path(__file__).parent / ".venv/bin/ckan"
INI = """\
[app:main]
use = egg:ckan
SECRET_KEY = of-the-tests
sqlalchemy.url = postgresql:///ckan?host={folder}&user=postgres
ckan.redis.url = unix://{folder}/redis.sock?db=0
solr_url = {solr}
ckan.site_url = {url}
ckan.storage_path = {folder}/storage
ckan.max_resource_size = 1
ckan.devserver.host = 127.0.0.1
ckan.devserver.port = {port}
ckan.devserver.threaded = true
[loggers]
keys = root
[handlers]
keys = console
[formatters]
keys = generic
[logger_root]
level = INFO
handlers = console
[handler_console]
class = StreamHandler
args = (sys.stderr,)
formatter = generic
[formatter_generic]
format = %(message)s
"""
# the commands of CKAN by which one begins, in one process: to start it takes longer than all of them
FIRST = """\
import sys
from ckan.cli.cli import ckan
user = ["email=admin@example.jp", "password=of-the-tests"]
for command in ["db", "init"], ["sysadmin", "add", "admin", *user], ["user", "token", "add", "admin", "tests", "-q"]:
    ckan(["-c", sys.argv[1], *command], standalone_mode=False)
"""


@dataclass(frozen=True)
class Ckan:
    """One that runs, with an organisation `miyagi` and an editor of it."""

    url: str
    log: Path
    admin: str
    editor: str

    def ask(self, action: str, token: str = "", **body: Any) -> Any:
        """The result of an action, as a stranger or by a token."""
        headers = {"Authorization": token} if token else {}
        answer = requests.post(f"{self.url}/api/3/action/{action}", json=body, headers=headers, timeout=60)
        answer.raise_for_status()
        return answer.json()["result"]

    def asked(self) -> list[str]:
        """The actions that have been asked for, from the CKAN's own log."""
        lines = self.log.read_text("utf-8").splitlines()
        return [line.split("/api/3/action/")[1].split()[0].split("?")[0] for line in lines if "/api/3/action/" in line]


def lacking() -> str:
    """What the machine lacks to run one; empty if nothing."""
    if not PROGRAM.exists():
        return "make tests/ckan/.venv/.ready"
    return "" if _initdb() and shutil.which("redis-server") else "apt-get install postgresql redis-server libmagic1"


def _initdb() -> Path | None:
    return max(Path("/usr/lib/postgresql").glob("*/bin/initdb"), default=None)


@contextmanager
def ckan() -> Iterator[Ckan]:
    """A new, empty CKAN, for as long as the context lasts."""
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="opendata-ckan-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        folder.chmod(0o777)  # PostgreSQL, which refuses to be root, makes its own folder and socket there
        _database(stack, folder)
        redis = ["redis-server", "--port", "0", "--unixsocket", f"{folder}/redis.sock", "--save", ""]
        _started(stack, redis, folder / "redis.log")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        url, ini = f"http://127.0.0.1:{port}", folder / "ckan.ini"
        ini.write_text(INI.format(folder=folder, solr=stack.enter_context(search()), url=url, port=port), "utf-8")
        admin = _run([str(PROGRAM.with_name("python")), "-c", FIRST, str(ini)], "y\n").split()[-1]
        _started(stack, [str(PROGRAM), "-c", str(ini), "run", "--disable-reloader"], folder / "ckan.log")
        made = Ckan(url, folder / "ckan.log", admin, "")
        _until(lambda: made.ask("status_show"))
        made.ask("user_create", admin, name="editor", email="editor@example.jp", password="of-the-tests")
        users = [{"name": "editor", "capacity": "editor"}]
        made.ask("organization_create", admin, name="miyagi", title="宮城県", users=users)
        yield Ckan(url, made.log, admin, made.ask("api_token_create", admin, user="editor", name="tests")["token"])


def _database(stack: ExitStack, folder: Path) -> None:
    initdb = _initdb()
    assert initdb
    user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    data, log = f"{folder}/data", f"{folder}/postgres.log"
    _run(
        [*user, str(initdb), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
    )
    control = [*user, str(initdb.with_name("pg_ctl")), "-D", data]
    _run([*control, "-w", "-l", log, "-o", f"-c listen_addresses= -c fsync=off -k {folder}", "start"])
    stack.callback(_run, [*control, "-m", "immediate", "stop"])
    _run([str(initdb.with_name("createdb")), "-h", str(folder), "-U", "postgres", "ckan"])


def _run(command: list[str], said: str = "") -> str:
    # not a pipe for what it says: a server that it starts would keep that open
    with tempfile.TemporaryFile("w+") as out:
        done = subprocess.run(command, input=said, stdout=out, stderr=out, text=True, timeout=120, cwd="/")
        out.seek(0)
        text = out.read()
    assert done.returncode == 0, text
    return text


def _started(stack: ExitStack, command: list[str], log: Path) -> None:
    with log.open("w") as file:
        process = subprocess.Popen(command, stdout=file, stderr=file, cwd=log.parent)
    stack.callback(process.wait, 30)
    stack.callback(process.terminate)


def _until(works: Any) -> None:
    """Two minutes at most: it takes ten seconds of a processor to start, of which others have their share."""
    for _ in range(1_200):
        try:
            works()
            return
        except (requests.RequestException, ValueError):
            time.sleep(0.1)
    raise TimeoutError
