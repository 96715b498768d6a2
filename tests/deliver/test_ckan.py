"""A release in a real CKAN, as a publisher and a reader of it see it."""

from __future__ import annotations

import hashlib
import itertools
import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests

from pipeline import web
from pipeline.deliver.ckan import Site, organizations, take
from pipeline.deliver.contents import release_in
from pipeline.deliver.steps import WITHDRAWN, steps
from pipeline.deliver.to_ckan import Change, to_ckan
from pipeline.deliver.wanted import wanted
from pipeline.errors import Stop
from pipeline.problem import Problem
from pipeline.web import Answer
from tests.bags import hashes
from tests.ckan.server import Ckan
from tests.conftest import ROOT, Opendata
from tests.deliver.conftest import Release, built

HECTARE = "hectare,ヘクタール,ヘクタール,hectares,false,\n"
READS = {"license_list", "package_show", "organization_list_for_user"}


@pytest.fixture
def publish(site: Ckan) -> Callable[..., list[Change]]:
    def to(folder: Path, *, token: str = "", organization: str = "", dry_run: bool = False) -> list[Change]:
        changes: list[Change] = []
        to_ckan(folder, site.url, token or site.editor, organization, dry_run=dry_run, say=changes.append)
        return changes

    return to


@pytest.fixture(scope="module")
def published(site: Ckan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release that is there already; tests leave it so."""
    folder = built(tmp_path_factory.mktemp("published"), "published")
    to_ckan(folder, site.url, site.editor, "", dry_run=False, say=lambda change: None)
    return folder


def kinds(changes: list[Change]) -> list[tuple[str, str]]:
    return [(change.kind, change.file) for change in changes]


def whole(site: Ckan, name: str, folder: Path) -> dict[str, Any]:
    """The dataset, after a look at every file of it: it is that of the release, byte for byte, and there once."""
    found: dict[str, Any] = site.ask("package_show", id=name)
    current = [resource for resource in found["resources"] if resource.get("status") != WITHDRAWN]
    sums = hashes(folder)
    paths = [resource["path"] for resource in current]
    assert len(paths) == len(set(paths))
    assert {"datapackage.json", "data/units.csv", "excel/units.csv", "rdf/concepts.nt"} <= set(paths)
    for resource in current:
        content = requests.get(resource["url"], timeout=10).content
        digest = hashlib.sha256(content).hexdigest()
        assert digest == resource["hash"] == resource["sha256"] == sums.get(resource["path"], digest)
        assert content == (folder / resource["path"]).read_bytes()
        assert resource["size"] == len(content)
    return found


def test_a_release_becomes_a_dataset_with_all_its_files(
    site: Ckan, publish: Callable[..., list[Change]], release: Release
) -> None:
    folder = release("created")

    planned = publish(folder, dry_run=True)
    with pytest.raises(requests.HTTPError, match="404"):
        site.ask("package_show", id="created")
    done = publish(folder)

    assert done == planned
    assert kinds(done)[0] == ("create", "")
    assert kinds(done)[-1] == ("finish", "")
    found = whole(site, "created", folder)
    assert (found["private"], found["version"], found["organization"]["name"]) == (False, "1.0.0", "miyagi")
    extras = {extra["key"]: extra["value"] for extra in found["extras"]}
    assert extras["publisher_name"] == "宮城県"
    assert extras["uri"] == extras["identifier"]
    assert extras["datapackage_id"] == "https://opendata.example.jp/dataset/created"
    assert json.loads(extras["language"])[0].startswith("http://publications.europa.eu/")
    excel = next(resource for resource in found["resources"] if resource["path"] == "excel/units.csv")
    assert (excel["format"], excel["mimetype"]) == ("CSV", "text/csv")
    assert "Excel用" in excel["name"]
    assert "for Excel" in excel["name_en"]


def test_published_again_nothing_is_written(site: Ckan, publish: Callable[..., list[Change]], published: Path) -> None:
    before = len(site.asked())

    assert publish(published) == []

    asked = site.asked()[before:]
    assert asked
    assert set(asked) <= READS


def test_one_csv_that_changed_is_one_upload(site: Ckan, publish: Callable[..., list[Change]], published: Path) -> None:
    put_another(site, "data/units.csv")

    assert kinds(publish(published)) == [("replace", "data/units.csv")]
    whole(site, "published", published)


def put_another(site: Ckan, path: str) -> None:
    """Puts another file in the place of one that was published."""
    there = next(r for r in site.ask("package_show", id="published")["resources"] if r["path"] == path)
    body, other = (
        {"match": '{"name": "published"}'},
        {f"update__resources__{there['id']}__upload": ("x.csv", b"unit\n")},
    )
    headers = {"Authorization": site.editor}
    answer = requests.post(f"{site.url}/api/3/action/package_revise", body, files=other, headers=headers, timeout=9)
    assert answer.ok, answer.text


def test_of_a_new_version_what_changed_is_sent_and_what_is_gone_stays(
    site: Ckan, publish: Callable[..., list[Change]], release: Release
) -> None:
    publish(release("changed"))
    links = {r["path"]: r["url"] for r in site.ask("package_show", id="changed")["resources"]}
    folder = release("changed", "1.1.0", units=HECTARE, without="statuses")
    before = len(site.asked())

    done = publish(folder)

    sent = {file for kind, file in kinds(done) if kind == "replace"}
    assert {"datapackage.json", "data/units.csv", "excel/units.csv"} <= sent
    assert "data/statuses.csv" not in sent
    assert kinds(done)[-2:] == [("withdraw", "excel/statuses.csv"), ("finish", "")]
    assert site.asked()[before:].count("package_revise") == len(done) - 1
    found = whole(site, "changed", folder)
    assert found["version"] == "1.1.0"
    assert {r["path"]: r["url"] for r in found["resources"]} == links
    gone = found["resources"][-1]
    assert (gone["path"], gone["status"]) == ("excel/statuses.csv", WITHDRAWN)
    assert gone["name"].startswith("【公開終了】")
    assert "1.1.0" in gone["description_en"]
    assert requests.get(gone["url"], timeout=10).ok
    assert publish(folder) == []

    back = release("changed", "1.2.0", units=HECTARE)
    assert ("finish", "") in kinds(publish(back))
    assert all("status" not in resource for resource in whole(site, "changed", back)["resources"])


def test_what_people_added_by_hand_stays(site: Ckan, publish: Callable[..., list[Change]], release: Release) -> None:
    folder = release("by-hand")
    publish(folder)
    extras = site.ask("package_show", id="by-hand")["extras"]
    extras.append({"key": "担当", "value": "情報政策課"})
    site.ask("package_patch", site.editor, id="by-hand", title="別の題", extras=extras, private=True)
    site.ask("resource_create", site.editor, package_id="by-hand", url="https://www.pref.miyagi.jp/", name="県のページ")

    assert kinds(publish(folder)) == [("finish", "")]

    found = site.ask("package_show", site.editor, id="by-hand")
    assert found["private"]  # a person has hidden it
    assert found["title"] != "別の題"
    assert {"key": "担当", "value": "情報政策課"} in found["extras"]
    assert found["resources"][-1]["name"] == "県のページ"
    assert publish(folder) == []


def test_another_dataset_of_the_same_name_is_left_alone(
    site: Ckan, publish: Callable[..., list[Change]], release: Release
) -> None:
    site.ask("package_create", site.editor, name="taken", title="道路", owner_org="miyagi")

    with pytest.raises(Stop, match="E-CKAN-OTHER"):
        publish(release("taken"))

    assert site.ask("package_show", id="taken")["title"] == "道路"


def test_what_was_deleted_is_not_brought_back(
    site: Ckan, publish: Callable[..., list[Change]], release: Release
) -> None:
    extras = [{"key": "datapackage_id", "value": "https://opendata.example.jp/dataset/deleted"}]
    site.ask("package_create", site.editor, name="deleted", owner_org="miyagi", extras=extras)
    site.ask("package_delete", site.editor, id="deleted")

    with pytest.raises(Stop, match="E-CKAN-DELETED"):
        publish(release("deleted"))


def test_a_wrong_token_is_refused_and_not_tried_again(
    site: Ckan, publish: Callable[..., list[Change]], release: Release, published: Path
) -> None:
    before = len(site.asked())

    for folder in (release("published", "1.1.0"), release("never")):
        with pytest.raises(Stop, match="E-CKAN-REFUSED"):
            publish(folder, token="not-a-token")

    assert site.asked()[before:].count("package_revise") == 1
    assert whole(site, "published", published)["version"] == "1.0.0"


def test_an_organisation_that_is_not_known_is_asked_for(
    site: Ckan, publish: Callable[..., list[Change]], release: Release
) -> None:
    with pytest.raises(Stop) as stopped:
        publish(release("whose"), organization="sendai")

    (problem,) = stopped.value.problems
    assert (problem.code, problem.facts["known"]) == ("E-CKAN-ORGANIZATION", "miyagi")


def test_a_file_over_the_limit_of_the_ckan_is_named(
    site: Ckan, publish: Callable[..., list[Change]], release: Release
) -> None:
    words = ("".join(letters) for letters in itertools.product("abcdefghijklmnop", repeat=3))
    folder = release("large", units="".join(f"{word},{word},{'単位' * 50},{word},false,\n" for word in words))

    with pytest.raises(Stop) as stopped:
        publish(folder)

    (problem,) = stopped.value.problems
    assert problem.code == "E-CKAN-SIZE"
    assert (folder / problem.file).stat().st_size > 1_000_000
    with pytest.raises(requests.HTTPError, match="403"):
        site.ask("package_show", id="large")  # a stranger sees nothing of what was never finished


def test_killed_anywhere_and_run_again_it_is_whole_without_duplicates(
    site: Ckan, publish: Callable[..., list[Change]], release: Release
) -> None:
    old, new = release("killed"), release("killed", "1.1.0", units=HECTARE)
    for folder, version in ((old, "1.0.0"), (new, "1.1.0")):
        for lines, delay in ((1, 0.0), (1, 0.04), (2, 0.08)):
            kill_after(site, folder, lines, delay)
        seen = site.ask("package_show", site.editor, id="killed")
        assert (seen["private"], seen["version"]) == ((True, None) if folder == old else (False, "1.0.0"))
        assert publish(folder)
        assert whole(site, "killed", folder)["version"] == version
        assert publish(folder) == []


def kill_after(site: Ckan, folder: Path, lines: int, delay: float) -> None:
    """Kills a publication a moment after it has said that many changes: in the midst of the next one."""
    command = [sys.executable, "-m", "pipeline", "publish", "--to", "ckan", "--url", site.url, str(folder)]
    env = {"PATH": "/usr/bin:/bin", "PYTHONUTF8": "1", "OPENDATA_CKAN_TOKEN": site.editor}
    with subprocess.Popen(command, cwd=ROOT, env=env, text=True, stderr=subprocess.PIPE) as process:
        assert process.stderr
        for _ in range(lines):
            process.stderr.readline()
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL


def test_where_answers_are_lost_nothing_is_done_twice(
    site: Ckan, publish: Callable[..., list[Change]], release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when a run is killed, or a connection cut, once the CKAN has all of a request."""
    lost: list[str] = []

    def send(session: requests.Session, method: str, url: str, **request: Any) -> Answer | Problem:
        answer = web.send(session, method, url, **request)
        if method == "GET" or len(lost) == 9:
            return answer
        lost.append(url)
        return Problem("E-WEB-CONNECTION", facts={"host": "", "reason": "the connection was cut"})

    monkeypatch.setattr("pipeline.deliver.ckan.send", send)
    folder = release("lost")

    publish(folder)

    assert len(lost) == 9  # the creation, and files; more than would be tried in vain
    assert whole(site, "lost", folder)["version"] == "1.0.0"


def test_what_a_killed_run_has_left_under_way_does_not_count_twice(site: Ckan, release: Release) -> None:
    here = Site(site.url, site.editor, web.session())
    want = wanted(release_in(release("twice")), {})
    (organization,) = organizations(here)
    created = take(here, steps(None, want, organization.id)[0], None)
    assert not isinstance(created, Answer | Problem)
    upload = steps(created, want, "")[0]

    first, second = take(here, upload, created), take(here, upload, created)

    assert not isinstance(first, Answer | Problem)
    assert isinstance(second, Problem)
    assert len(site.ask("package_show", site.editor, id="twice")["resources"]) == 1


def test_the_command_says_what_it_does_and_never_the_token(
    site: Ckan, release: Release, published: Path, opendata: Opendata, tmp_path: Path
) -> None:
    token = tmp_path / "token"
    token.write_text(site.editor + "\n", "utf-8")
    token.chmod(0o600)
    command = ["publish", "--to", "ckan", "--url", site.url, "--token-file", str(token)]
    put_another(site, "excel/units.csv")

    planned = opendata(*command, str(release("said")), "--dry-run", "--lang", "ja")
    done = opendata(*command, str(published), "--organization", "miyagi")
    again = opendata(*command, str(published), "--json")

    assert (planned.returncode, done.returncode, again.returncode) == (0, 0, 0)
    assert re.search(r"追加する: data/units.csv（[\d,]+ バイト）", planned.stdout)
    assert f"published: {site.url}/dataset/published" in done.stdout
    assert re.search(r"replaced: excel/units.csv \([\d,]+ bytes\)", done.stderr)
    report = json.loads(again.stdout)
    assert (report["verb"], report["exit"], report["changes"]) == ("publish", 0, [])
    assert site.editor not in "".join(text for one in (planned, done, again) for text in (one.stdout, one.stderr))
