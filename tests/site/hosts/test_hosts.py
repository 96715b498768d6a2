"""Hosts of others answer for identifiers as the rules say, all of them alike."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest
from msgspec.structs import replace

from pipeline.add.start import start
from pipeline.build import build
from pipeline.package import load
from pipeline.package.release import load_release
from pipeline.release.records import Entry
from pipeline.site.hosts import _facts, _gone, hosts
from pipeline.site.rules import Rule
from tests.conftest import ROOT
from tests.site.cases import CASES, HTML, TURTLE, Case
from tests.site.hosts.conftest import GONE, Ask, nginx_of
from tests.site.subjects import subjects

HOSTS = ("nginx", "apache", "cloudfront")


@pytest.fixture(scope="session", params=HOSTS)
def ask(request: pytest.FixtureRequest) -> Ask:
    asking: Ask = request.getfixturevalue(request.param)
    return asking


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.path} {case.accept}")
def test_each_answers_as_it_should(ask: Ask, case: Case) -> None:
    answer = ask(case.path, case.accept)
    assert (answer.status, answer.to) == (case.status, case.to)
    if case.status in (303, 406):
        assert answer.headers["vary"] == "Accept"


def test_every_subject_answers_with_a_graph_that_describes_it(ask: Ask, made: Path) -> None:
    for path, graphs in subjects(made).items():
        answer = ask(path, TURTLE)
        if path and (made / path).is_file():
            assert answer.status == 200, path
        else:
            assert answer.status == 303, path
            assert answer.to.removeprefix("rdf/").removesuffix(".ttl") in graphs, path


def test_what_was_withdrawn_says_why_and_what_took_its_place(ask: Ask) -> None:
    body = ask("id/kpi/gone", HTML).body
    assert '版 0.2.0 で公開を終了しました。理由："統合"\\ $1' in body
    assert 'Withdrawn in release 0.2.0: Merged; "into" $1 & \\' in body
    assert "→ https://opendata.example.jp/miyagi/id/kpi/kpi08" in body
    assert "理由：誤り" in ask("id/unit/%E4%BA%BA%2F%E5%B9%B4", TURTLE).body


@pytest.fixture(scope="session", params=HOSTS[:2])
def server(request: pytest.FixtureRequest) -> Ask:
    asking: Ask = request.getfixturevalue(request.param)
    return asking


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("data/kpis.csv", "text/csv; charset=utf-8"),
        ("raw/kpis.csv", "text/csv"),  # in whatever encoding it came
        ("rdf/kpis.ttl", "text/turtle; charset=utf-8"),
        ("rdf/kpis.jsonld", "application/ld+json"),
        ("datapackage.json", "application/json"),
        ("feed.atom", "application/atom+xml; charset=utf-8"),
        ("dataset/kpis/", "text/html; charset=utf-8"),
        ("assets/site.css", "text/css; charset=utf-8"),
        ("nothing", "text/html; charset=utf-8"),
        ("id/kpi/gone", "text/plain; charset=utf-8"),
    ],
)
def test_files_say_what_they_are_and_pages_what_they_may_do(server: Ask, path: str, kind: str) -> None:
    headers = server(path, "*/*").headers
    assert headers["content-type"].replace(";charset", "; charset") == kind
    assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["access-control-allow-origin"] == "*"


def test_a_raw_file_says_what_describes_it(server: Ask) -> None:
    link = server("raw/kpis.csv", "*/*").headers["link"]
    targets = re.findall('</miyagi/([^>]+)>; rel="describedby"', link)
    assert targets == ["raw/datapackage.json", "rdf/provenance.ttl"]
    assert [server(target, "*/*").status for target in targets] == [200, 200]
    assert "link" not in server("raw/datapackage.json", "*/*").headers
    assert "link" not in server("data/kpis.csv", "*/*").headers


def test_only_what_is_asked_for_differs_by_accept(server: Ask) -> None:
    assert server("id/kpi/kpi08", TURTLE).headers["vary"] == "Accept"
    assert server("def/", HTML).headers["vary"] == "Accept"
    assert "vary" not in server("data/kpis.csv", HTML).headers


def test_versions_stay_and_are_not_above_the_web_root(nginx: Ask) -> None:
    assert nginx("releases/0.1.0/data/kpis.csv").status == 200
    for path in (
        "releases/../latest/data/kpis.csv",
        "..%2f..%2fetc/passwd",
        "%2e%2e/%2e%2e/etc/passwd",
        "releases../x",
    ):
        assert nginx(path).status in (400, 404), path


def test_a_release_at_the_root_of_a_host_with_a_key_in_japanese(tmp_path: Path) -> None:
    project = tmp_path / "project"
    start(project, "040002", "宮城県", "Miyagi Prefecture", "https://opendata.example.jp/", "2025")
    for kind, more in (("raw", {}), ("published", {"page": True})):
        place = project / f"schemas/{kind}/units.json"
        schema = json.loads(place.read_text("utf-8")) | more
        for field in schema["fields"]:
            field.get("constraints", {}).pop("pattern", None)
        place.write_text(json.dumps(schema, ensure_ascii=False), "utf-8")
    with (project / "raw/units.csv").open("a", encoding="utf-8") as file:
        file.write("俵,俵,bales,俵,false,\n")
    run = build(load(project), lambda stage, count: None)
    assert run.published, run.problems
    (tmp_path / "latest").symlink_to(project / "output")
    path = "id/unit/%E4%BF%B5"
    with nginx_of(tmp_path, tmp_path, "/") as ask:
        assert ask(path, HTML)[:2] == (303, f"{path}/")
        assert "bales" in ask(f"{path}/", HTML).body
        assert "bales" in ask(f"en/{path}/", HTML).body
        assert ask(path, TURTLE)[:2] == (303, "rdf/units.ttl")
        assert f'href="../../{path}/"' in ask("dataset/units/", HTML).body
        assert (ask("data/units.csv").status, ask("about").status, ask("nothing").status) == (200, 301, 404)


def test_a_function_of_cloudfront_is_never_too_long(made: Path, published: Path) -> None:
    function = published / "latest/site/hosts/cloudfront-function.js"
    assert function.stat().st_size < 10_240
    many = [Entry(f"id/kpi/{at}", "kpis", str(at), "0.1.0", "0.2.0", "true", "", "理由", "Reason") for at in range(500)]
    ordered = [Rule("id/kpi/([^/]+)", "id/kpi/$1/", "kpis")]
    made_of = dict(hosts(load_release(made), ordered, many, []))
    assert len(made_of["hosts/cloudfront-function.js"]) < 10_240
    assert b"id/kpi/499" in made_of["hosts/nginx.conf"]


def test_in_a_browser_not_found_leads_on(made: Path) -> None:
    script = (made / "site/assets/resolve.js").read_text("utf-8")
    document = json.loads((made / "site/assets/rules.json").read_text("utf-8"))
    cases = [case for case in CASES if case.accept == HTML and case.status in (303, 410) and "?" not in case.path]
    asked = json.dumps([*(case.path for case in cases), "def/", "nothing"])
    program = (
        f"{script}; const rules = {json.dumps(document['rules'])}, gone = {json.dumps([e._asdict() for e in GONE])};"
        f"console.log(JSON.stringify({asked}.map((path) => globalThis.pageOf(path, rules, gone))))"
    )
    done = subprocess.run(["node", "-e", program], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [*(case.to or None for case in cases), "", ""]


def test_each_way_is_described_in_both_languages(made: Path) -> None:
    texts = [(made / f"site/hosts/README{end}").read_text("utf-8") for end in (".md", ".ja.md")]
    for text in texts:
        for name in ("nginx.conf", "htaccess", "cloudfront-function.js", "github-pages.yml"):
            assert f"]({name})" in text
            assert (made / "site/hosts" / name).is_file()
    assert [line.count("#") for line in texts[0].splitlines() if line.startswith("#")] == [
        line.count("#") for line in texts[1].splitlines() if line.startswith("#")
    ]


def test_the_address_of_what_was_withdrawn_is_encoded() -> None:
    entry = Entry("id/unit/人 年%2F1", "units", "", "0.1.0", "0.2.0")
    assert _gone(load(ROOT), entry).identifier == "id/unit/%E4%BA%BA%20%E5%B9%B4%2F1"


def test_the_path_of_the_base_address_is_a_pattern_of_itself() -> None:
    package = load(ROOT)
    pipeline = replace(package.descriptor.pipeline, base="https://x.jp/a.b+c/")
    other = replace(package, descriptor=replace(package.descriptor, pipeline=pipeline))
    pattern = re.compile(str(_facts(other, [], [], [])["prefix_pattern"]))
    assert [bool(pattern.fullmatch(path)) for path in ("/a.b+c/", "/a-b+c/", "/a.bbc/")] == [True, False, False]
