"""Signatures of a release: ours and those of Debian's minisign, each checked by the other."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import minisign as theirs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import Stop
from pipeline.problem import Problem
from pipeline.signature import SIGNATURE, SIGNED, Signed, password_in, seal, sign, signed
from tests.conftest import Opendata, without_site

PASSWORD = "みやぎ 2026"


def minisign(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(["minisign", *arguments], input=given, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keys of minisign: `plain` has no password, `locked` has one, as it is by default; `other` is somebody else's."""
    folder = tmp_path_factory.mktemp("keys")
    for name, without in (("plain", ["-W"]), ("other", ["-W"]), ("locked", [])):
        files = ["-p", str(folder / f"{name}.pub"), "-s", str(folder / f"{name}.key")]
        done = minisign("-G", *without, *files, given=f"{PASSWORD}\n{PASSWORD}\n")
        assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def release(tmp_path: Path) -> Path:
    return without_site(tmp_path / "release")


def text_of(key: Path) -> str:
    return key.read_text("utf-8").splitlines()[1]


def never() -> str:
    raise AssertionError("a key without a password needs none")


def test_theirs_holds_by_ours(release: Path, keys: Path) -> None:
    done = minisign("-S", "-s", str(keys / "plain.key"), "-m", str(release / SIGNED), "-t", "令和5年度")
    assert done.returncode == 0, done.stderr
    for key in (str(keys / "plain.pub"), text_of(keys / "plain.pub")):
        found = signed(release, key)
        assert isinstance(found, Signed)
        assert found.comment == "令和5年度"
        assert f"minisign public key {found.key}" in (keys / "plain.pub").read_text("utf-8")


def test_ours_holds_by_theirs_and_by_ours(release: Path, keys: Path) -> None:
    sign(release, keys / "plain.key", never, "results 0.1.0")
    done = minisign("-V", "-p", str(keys / "plain.pub"), "-m", str(release / SIGNED))
    assert (done.returncode, "Trusted comment: results 0.1.0" in done.stdout) == (0, True), done.stderr
    assert isinstance(signed(release, str(keys / "plain.pub")), Signed)
    before = (release / SIGNATURE).read_bytes()
    sign(release, keys / "plain.key", never, "results 0.1.0")
    assert (release / SIGNATURE).read_bytes() == before


def test_a_key_with_a_password_opens_by_it_alone(release: Path, keys: Path, tmp_path: Path) -> None:
    (tmp_path / "password").write_text(PASSWORD + "\n", "utf-8")
    sign(release, keys / "locked.key", lambda: password_in(tmp_path / "password"), "x")
    assert minisign("-V", "-p", str(keys / "locked.pub"), "-m", str(release / SIGNED)).returncode == 0
    with pytest.raises(Stop) as stop:
        sign(release, keys / "locked.key", lambda: "wrong", "x")
    assert [problem.code for problem in stop.value.problems] == ["E-KEY"]


def _codes(found: object) -> str:
    assert isinstance(found, Problem)
    return f"{found.code}: {found.facts.get('reason', '')}"


def test_what_does_not_hold_is_told(release: Path, keys: Path) -> None:
    mine, other = str(keys / "plain.pub"), str(keys / "other.pub")
    assert signed(release, "") is None
    assert _codes(signed(release, mine)) == "E-SIGNATURE: there is no signature"
    sign(release, keys / "plain.key", never, "x")
    assert _codes(signed(release, "")) == "W-SIGNATURE: "
    assert _codes(signed(release, other)) == "E-SIGNATURE: not of this release, or by another key"
    good = (release / SIGNATURE).read_text("utf-8")
    (release / SIGNATURE).write_text(good.replace("trusted comment: x", "trusted comment: y"), "utf-8")
    assert _codes(signed(release, mine)) == "E-SIGNATURE: not of this release, or by another key"
    (release / SIGNATURE).write_text(good.splitlines()[1], "utf-8")
    assert _codes(signed(release, mine)) == "E-SIGNATURE: not in the form of minisign"
    (release / SIGNATURE).write_text(good, "utf-8")
    with (release / SIGNED).open("a") as manifest:
        manifest.write("\n")
    assert _codes(signed(release, mine)) == "E-SIGNATURE: not of this release, or by another key"


@pytest.mark.parametrize("given", ["nowhere.pub", "RWStgNSQ", "x" * 5_000, "a\0b", "", "plain.key"])
def test_what_is_no_key_is_told(release: Path, keys: Path, given: str) -> None:
    for attempt in (
        lambda: signed(release, str(keys / given) if given.endswith("key") else given or "-"),
        lambda: sign(release, keys / (given if given.endswith("pub") else "plain.pub"), never, "x"),
    ):
        with pytest.raises(Stop) as stop:
            attempt()
        assert [problem.code for problem in stop.value.problems] == ["E-KEY"]


def test_sign_and_verify_as_a_user_does(release: Path, keys: Path, tmp_path: Path, opendata: Opendata) -> None:
    done = opendata("sign", str(release), "--key", str(keys / "locked.key"), OPENDATA_KEY_PASSWORD=PASSWORD)
    assert (done.returncode, done.stdout.strip()) == (0, str(release / SIGNATURE)), done.stderr
    file = tmp_path / "receipt.json"
    good = opendata("verify", str(release), "--public-key", str(keys / "locked.pub"), "--receipt", str(file))
    assert good.returncode == 0, good.stderr
    assert "signed by the key" in good.stdout
    receipt = json.loads(file.read_text("utf-8"))
    assert receipt["checks"]["signature"] == "good"
    assert receipt["signature"]["comment"] == "miyagi-information-policy-results 0.1.0"
    (release / "raw/kpis.csv").write_bytes(b"")
    spoilt = opendata("sign", str(release), "--key", str(keys / "plain.key"))
    assert (spoilt.returncode, "E-HASH" in spoilt.stderr) == (1, True)


def test_by_a_key_that_is_none_the_release_is_looked_at_all_the_same(release: Path, opendata: Opendata) -> None:
    (release / "raw/kpis.csv").write_bytes(b"")
    done = opendata("verify", str(release), "--public-key", "nonsense", "--json")
    said = json.loads(done.stdout)
    assert done.returncode == 2
    assert {"E-HASH", "E-KEY"} <= {problem["code"] for problem in said["problems"]}
    checks = said["receipt"]["checks"]
    assert (checks["manifest"], checks["signature"], checks["schemas"]) == ("problems", "problems", "good")


def test_a_password_is_read_from_a_file(release: Path, keys: Path, tmp_path: Path, opendata: Opendata) -> None:
    said = ("sign", str(release), "--key", str(keys / "locked.key"), "--password-file", str(tmp_path / "password"))
    assert (done := opendata(*said)).returncode == 2
    assert "E-KEY" in done.stderr
    (tmp_path / "password").write_text("not this\n", "utf-8")
    assert (done := opendata(*said)).returncode == 2
    assert "not its password" in done.stderr


def test_a_release_signed_by_nobody_one_knows_is_not_verified(release: Path, keys: Path, opendata: Opendata) -> None:
    sign(release, keys / "other.key", never, "x")
    done = opendata("verify", str(release), "--public-key", text_of(keys / "plain.pub"), "--json")
    said = json.loads(done.stdout)
    assert done.returncode == 1
    assert [problem["code"] for problem in said["problems"]] == ["E-SIGNATURE"]
    assert (said["receipt"]["verdict"], said["receipt"]["checks"]["signature"]) == ("not verified", "problems")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a pair of keys without a password, to be signed again and again."""
    made = tmp_path_factory.mktemp("signed")
    pair = theirs.KeyPair.generate()
    (made / "a.key").write_bytes(bytes(pair.secret_key))
    (made / "a.pub").write_bytes(bytes(pair.public_key))
    return made


@given(st.binary(max_size=40), st.text(max_size=20), st.sampled_from([SIGNED, SIGNATURE]), st.data())
def test_what_is_signed_holds_and_with_any_other_byte_it_does_not(
    folder: Path, content: bytes, comment: str, name: str, data: st.DataObject
) -> None:
    (folder / SIGNED).write_bytes(content)
    sign(folder, folder / "a.key", never, comment)
    good = signed(folder, str(folder / "a.pub"))
    assert isinstance(good, Signed)
    assert good.comment == "".join(c if " " <= c <= "~" else "?" for c in comment)
    was = (folder / name).read_bytes()
    at = data.draw(st.integers(0, len(was)))
    other = was[:at] + bytes([data.draw(st.integers(0, 255))]) + was[at + 1 :]
    (folder / name).write_bytes(other)
    found = signed(folder, str(folder / "a.pub"))
    if name == SIGNED and other != was:
        assert _codes(found) == "E-SIGNATURE: not of this release, or by another key"
    elif isinstance(found, Problem):
        assert found.code == "E-SIGNATURE"
    else:  # the first line is not covered, nor a bit of Base64 that means nothing
        assert found == good


def test_a_folder_without_a_tag_manifest_is_no_release(tmp_path: Path) -> None:
    with pytest.raises(Stop, match="E-RELEASE"):
        seal(tmp_path)
