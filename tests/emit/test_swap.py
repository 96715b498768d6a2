"""Staging and exchange: whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from pipeline.emit.swap import staged, swap
from pipeline.errors import Stop

NEW = {"a.txt": b"new", "sub/b.txt": b"new"}


@contextlib.contextmanager
def staged_with(root: Path, files: dict[str, bytes]) -> Iterator[Path]:
    with staged(root) as stage:
        for path, content in files.items():
            stage.write(path, content)
        stage.flush()
        yield stage.folder


def codes(stop: pytest.ExceptionInfo[Stop]) -> list[str]:
    return [problem.code for problem in stop.value.problems]


def test_the_target_is_replaced_in_one_step_and_staging_is_gone(tmp_path: Path) -> None:
    target = tmp_path / "output"
    for content in (b"old", b"new"):
        with staged_with(tmp_path, {"a.txt": content, content.decode(): b""}) as folder:
            swap(folder, target)
    assert sorted(path.name for path in target.iterdir()) == ["a.txt", "new"]
    assert (target / "a.txt").read_bytes() == b"new"
    assert [path.name for path in (tmp_path / ".opendata").iterdir()] == ["lock"]


def test_the_folder_has_the_usual_mode(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        with staged_with(tmp_path, NEW) as folder:
            swap(folder, tmp_path / "output")
    finally:
        os.umask(before)
    assert (tmp_path / "output").stat().st_mode & 0o777 == 0o755
    assert (tmp_path / "output" / "a.txt").stat().st_mode & 0o777 == 0o644


def test_a_failure_while_staged_leaves_the_target(tmp_path: Path) -> None:
    (tmp_path / "output").mkdir()
    with pytest.raises(RuntimeError), staged_with(tmp_path, NEW):
        raise RuntimeError
    assert list((tmp_path / "output").iterdir()) == []
    assert not (tmp_path / ".opendata" / "staging").exists()


def test_who_is_interrupted_while_tidying_finishes_that(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    remove = shutil.rmtree

    def interrupted(folder: Path, **options: bool) -> None:
        monkeypatch.setattr(shutil, "rmtree", remove)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), staged_with(tmp_path, NEW):
        monkeypatch.setattr(shutil, "rmtree", interrupted)
    assert not (tmp_path / ".opendata" / "staging").exists()


@pytest.mark.parametrize("kind", ["file", "link"])
def test_a_target_that_is_no_folder_of_its_own_is_refused(tmp_path: Path, kind: str) -> None:
    target = tmp_path / "output"
    target.write_text("mine") if kind == "file" else target.symlink_to(tmp_path)
    with pytest.raises(Stop) as stop, staged_with(tmp_path, NEW) as folder:
        swap(folder, target)
    assert codes(stop) == ["E-SWAP"]
    assert target.is_symlink() == (kind == "link")


def test_a_system_that_cannot_exchange_folders_is_told_and_the_target_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "output").mkdir()
    (tmp_path / "output" / "old.txt").write_bytes(b"old")
    monkeypatch.setattr("pipeline.emit.swap.ctypes.CDLL", lambda *a, **o: object())
    with pytest.raises(Stop) as stop, staged_with(tmp_path, NEW) as folder:
        swap(folder, tmp_path / "output")
    assert codes(stop) == ["E-SWAP"]
    assert (tmp_path / "output" / "old.txt").read_bytes() == b"old"


def test_two_builds_at_once_are_refused_and_a_dead_one_holds_nothing(tmp_path: Path) -> None:
    (tmp_path / ".opendata").mkdir()
    with (tmp_path / ".opendata" / "lock").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(Stop) as stop, staged_with(tmp_path, NEW):
            pass
    assert codes(stop) == ["E-LOCKED"]
    assert stop.value.problems[0].facts["holder"].endswith(f"(pid {os.getpid()})")
    with staged_with(tmp_path, NEW) as folder:
        assert (folder / "sub" / "b.txt").read_bytes() == b"new"


def test_a_disk_that_refuses_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / ".opendata").write_text("a file where a folder should be")
    with pytest.raises(Stop) as stop, staged_with(tmp_path, NEW):
        pass
    assert codes(stop) == ["E-DISK"]


@pytest.mark.parametrize("place", [".opendata", ".opendata/lock"])
def test_a_link_that_leads_out_of_the_project_is_refused(tmp_path: Path, place: str) -> None:
    (tmp_path / "elsewhere").mkdir()
    link = tmp_path / "project" / place
    link.parent.mkdir(parents=True)
    link.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Stop) as stop, staged_with(tmp_path / "project", NEW):
        pass
    assert codes(stop) == ["E-PATH"]
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_what_may_not_outlive_a_power_cut_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(folder: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with staged_with(tmp_path, NEW) as folder:
        monkeypatch.setattr("pipeline.emit.swap.flush", refused)
        with pytest.raises(Stop) as stop:
            swap(folder, tmp_path / "output")
    assert codes(stop) == ["E-DURABLE"]
    assert (tmp_path / "output/a.txt").read_bytes() == b"new"


def test_a_link_in_the_place_of_staging_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / ".opendata").mkdir()
    (tmp_path / ".opendata" / "staging").symlink_to(tmp_path / "elsewhere")
    with staged_with(tmp_path, NEW) as folder:
        assert folder.resolve() == folder
        swap(folder, tmp_path / "output")
    assert not (tmp_path / "output").is_symlink()
    assert (tmp_path / "output" / "a.txt").read_bytes() == b"new"
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_file_can_be_written_bit_by_bit_and_is_hashed_as_it_is(tmp_path: Path) -> None:
    with staged(tmp_path) as stage:
        for content in (b"", b"one\n", pa.py_buffer(b"two\n")):
            stage.write("rdf/a.nt", content)
        whole = (stage.folder / "rdf/a.nt").read_bytes()
        assert whole == b"one\ntwo\n"
        assert stage.files == {"rdf/a.nt": (8, hashlib.sha256(whole).hexdigest())}
