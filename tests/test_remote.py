"""What `publish` refuses before it asks anyone, with a word on what to give instead."""

from __future__ import annotations

import pytest

from tests.conftest import Opendata


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--to", "folder", "--url", "output/data"), "is inside the release"),
        (("--to", "folder", "--url", "https://example.jp/"), "is no folder"),
        (("--to", "s3", "--url", "/srv/www"), "s3://BUCKET/PREFIX"),
        (("--to", "s3", "--url", "s3://KEY:SECRET@bucket/x"), "keys are in the environment"),
        (("--to", "folder", "--url", "x", "--since", "output"), "--since needs --to portal-kit"),
        (("--to", "folder", "--url", "x", "raw"), "E-RELEASE"),
    ],
)
def test_wrong_use_is_told(opendata: Opendata, arguments: tuple[str, ...], said: str) -> None:
    run = opendata("publish", *arguments)
    assert run.returncode == 2
    assert said in run.stderr
    assert "SECRET" not in run.stderr
