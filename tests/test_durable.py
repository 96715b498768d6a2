"""What is written is on the disk."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline import durable


def test_where_the_system_cannot_flush_a_disk_each_file_and_folder_is_flushed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "one.csv").touch()
    flushed: list[str] = []
    monkeypatch.setattr(durable, "_flush_of_disk", lambda: None)
    monkeypatch.setattr(os, "fsync", lambda handle: flushed.append(os.readlink(f"/proc/self/fd/{handle}")))
    durable.flush_all(tmp_path)
    assert sorted(flushed) == [str(tmp_path / path) for path in (".", "a", "a/b", "a/one.csv")]


def test_a_disk_that_fails_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = durable._flush_of_disk()
    if whole is None:
        pytest.skip("this system has no syncfs")
    monkeypatch.setattr(durable, "_flush_of_disk", lambda: lambda handle: whole(-1))
    with pytest.raises(OSError, match="Bad file descriptor"):
        durable.flush_all(tmp_path)


def test_a_file_is_replaced_whole_or_not_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(IsADirectoryError):
        durable.rewrite(tmp_path / "folder", b"new")
    (tmp_path / "file").write_bytes(b"old")
    (tmp_path / ".file.new").symlink_to("folder/elsewhere")
    durable.rewrite(tmp_path / "file", b"new")
    assert (tmp_path / "file").read_bytes() == b"new"
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["file", "folder"]
