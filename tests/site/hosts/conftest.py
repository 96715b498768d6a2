"""Hosts that serve the release as the files in `site/hosts/` set them up: real servers, and functions in node."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

import pytest

from pipeline.package.release import load_release
from pipeline.release.records import Entry
from pipeline.site.hosts import hosts
from pipeline.site.rules import Rule

PREFIX = "/miyagi/"
GONE = [
    Entry(
        "id/kpi/gone", "kpis", "gone", "0.1.0", "0.2.0", "true", "id/kpi/kpi08", '"統合"\\ $1', 'Merged; "into" $1 & \\'
    ),
    Entry("id/kpi/paged", "kpis", "paged", "0.1.0", "0.2.0", "true", "", "理由", "Reason"),
    Entry("id/unit/%E4%BA%BA%2F%E5%B9%B4", "units", "人/年", "0.1.0", "0.2.0", "true", "", "誤り", "Wrong"),
]
"""What was withdrawn: of the release itself nothing was."""

TOMBSTONE = (
    "<https://opendata.example.jp/miyagi/id/kpi/paged> <http://www.w3.org/2002/07/owl#deprecated>"
    ' "true"^^<http://www.w3.org/2001/XMLSchema#boolean> .\n'
)
"""What the RDF says of one of them."""


class Answer(NamedTuple):
    """Status, where it leads to (a path below the base), the headers by their names in lower case, and the body."""

    status: int
    to: str
    headers: dict[str, str]
    body: str


Ask = Callable[..., Answer]


@pytest.fixture(scope="session")
def published(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as `opendata publish --to folder` leaves it: a version, and the link `latest`. Some identifiers were
    withdrawn."""
    root = tmp_path_factory.mktemp("published")
    shutil.copytree(made, root / "0.1.0")
    (root / "latest").symlink_to("0.1.0")
    site = root / "0.1.0" / "site"
    for path in ("about/index.html", "def/index.html", "404.html"):  # whatever is in it
        (site / path).parent.mkdir(exist_ok=True)
        (site / path).touch()
    for path in ("id/kpi/paged", "en/id/kpi/paged"):  # as the site has one for each that was withdrawn
        (site / path).mkdir()
        (site / path / "index.html").write_text(f"<p>{path}</p>", "utf-8")
    document = json.loads((site / "assets/rules.json").read_text("utf-8"))
    ordered = [Rule(pattern, page, graph, tuple(forms)) for pattern, page, graph, forms in document["rules"]]
    pages = [file.relative_to(site).as_posix() for file in site.rglob("*") if file.is_file()]
    with (root / "0.1.0/rdf/identifiers.nt").open("a", encoding="utf-8") as file:
        file.write(TOMBSTONE)
    for path, content in hosts(load_release(made), ordered, GONE, pages):
        (site / path).write_bytes(content)
    return root


@pytest.fixture(scope="session")
def nginx(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """nginx with `nginx.conf`, as it is but for the port and the folder."""
    with nginx_of(published, tmp_path_factory.mktemp("nginx"), PREFIX) as ask:
        yield ask


@contextlib.contextmanager
def nginx_of(published: Path, folder: Path, prefix: str) -> Iterator[Ask]:
    """nginx before a folder in which a release is `latest`."""
    port = _free_port()
    text = (published / "latest/site/hosts/nginx.conf").read_text("utf-8")
    text = text.replace("listen 80;", f"listen 127.0.0.1:{port};").replace("/srv/www/opendata", str(published))
    (folder / "opendata.conf").write_text(text, "utf-8")
    user = "user root;" if os.geteuid() == 0 else ""
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    (folder / "nginx.conf").write_text(
        f"daemon off; {user} pid {folder}/pid; error_log {folder}/log; events {{}}\n"
        f"http {{ access_log off; {temporary} include {folder}/opendata.conf; }}\n",
        "utf-8",
    )
    command = [_program("nginx"), "-e", f"{folder}/log", "-c", f"{folder}/nginx.conf"]
    with _running(command, port), _asking(port, prefix) as ask:
        yield ask


@pytest.fixture(scope="session")
def apache(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """Apache with `.htaccess` in a web root that is the release with the site laid over it."""
    folder, port = tmp_path_factory.mktemp("apache"), _free_port()
    root = folder / "root" / PREFIX.strip("/")
    shutil.copytree(published / "latest/", root)
    shutil.copytree(published / "latest/site", root, dirs_exist_ok=True)
    shutil.copy(root / "hosts/htaccess", root / ".htaccess")
    names = ("mpm_event", "authz_core", "dir", "mime", "headers", "setenvif", "rewrite", "negotiation", "autoindex")
    modules = "".join(f"LoadModule {n}_module /usr/lib/apache2/modules/mod_{n}.so\n" for n in names)
    (folder / "httpd.conf").write_text(
        f"ServerRoot {folder}\nServerName localhost\nListen 127.0.0.1:{port}\nPidFile {folder}/pid\n"
        f"Mutex file:{folder}\nErrorLog {folder}/log\n{modules}TypesConfig /dev/null\n"
        f"DocumentRoot {folder}/root\nAllowEncodedSlashes NoDecode\n"
        f"<Directory {folder}/root>\nAllowOverride All\nRequire all granted\n</Directory>\n",
        "utf-8",
    )
    with _running([_program("apache2"), "-f", f"{folder}/httpd.conf", "-DFOREGROUND"], port), _asking(port) as ask:
        yield ask


@pytest.fixture(scope="session")
def cloudfront(published: Path) -> Iterator[Ask]:
    """The function of CloudFront in node, before a bucket that is the folder of the release."""
    source = (published / "latest/site/hosts/cloudfront-function.js").read_text("utf-8")
    program = (
        f"const handler = new Function({json.dumps(source)} + '; return handler')();"
        "require('readline').createInterface({ input: process.stdin }).on('line', (line) =>"
        " console.log(JSON.stringify(handler(JSON.parse(line)))));"
    )
    with subprocess.Popen(["node", "-e", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as node:
        assert node.stdin
        assert node.stdout

        def ask(path: str, accept: str = "") -> Answer:
            uri, _, query = f"{PREFIX}{path}".partition("?")
            headers = {"accept": {"value": accept}} if accept else {}
            event = {"request": {"method": "GET", "uri": uri, "querystring": {"q": query}, "headers": headers}}
            print(json.dumps(event), file=node.stdin, flush=True)
            said = json.loads(node.stdout.readline())  # type: ignore[union-attr]
            if "statusCode" not in said:  # on to the bucket
                there = (published / "latest" / said["uri"].removeprefix("/")).is_file()
                return Answer(200 if there else 404, "", {}, said["uri"])
            told = {name: value["value"] for name, value in said["headers"].items()}
            return Answer(
                said["statusCode"], _below(told.get("location", "")), told, said.get("body", {}).get("data", "")
            )

        yield ask
        node.stdin.close()


def _program(name: str) -> str:
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")
    if not found:
        if "CI" in os.environ or os.geteuid() == 0:
            pytest.fail(f"no {name}")
        pytest.skip(f"no {name}")
    return found


@contextlib.contextmanager
def _running(command: list[str], port: int) -> Iterator[None]:
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        try:
            for _ in range(100):
                assert process.poll() is None, (process.stdout.read() if process.stdout else b"").decode()
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                    break
                time.sleep(0.05)
            yield
        finally:
            process.terminate()


def _free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])


@pytest.fixture(scope="session")
def served_at(published: Path) -> Iterator[str]:
    """The address of our own server, with the release at the root of its addresses."""
    port = _free_port()
    command = [sys.executable, "-m", "pipeline", "serve", str(published / "0.1.0"), "--port", str(port)]
    with _running(command, port):
        yield f"http://127.0.0.1:{port}/"


@pytest.fixture(scope="session")
def served(served_at: str) -> Iterator[Ask]:
    """The same, to be asked."""
    with _asking(urlsplit(served_at).port or 0, "/") as ask:
        yield ask


@contextlib.contextmanager
def _asking(port: int, prefix: str = PREFIX) -> Iterator[Ask]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)

    def ask(path: str, accept: str = "", method: str = "GET") -> Answer:
        connection.request(method, f"{prefix}{path}", headers={"Accept": accept} if accept else {})
        response = connection.getresponse()
        headers = {name.lower(): value for name, value in response.getheaders()}
        to = urljoin(f"{prefix}{path}", headers["location"]) if "location" in headers else ""
        return Answer(response.status, _below(to, prefix), headers, response.read().decode())

    with contextlib.closing(connection):
        yield ask


def _below(location: str, prefix: str = PREFIX) -> str:
    """A Location, absolute or not, as a path below the base."""
    parts = urlsplit(location)
    return (parts.path + (f"#{parts.fragment}" if parts.fragment else "")).removeprefix(prefix)
