"""What the verbs that look at a finished release do: nothing but its folder is needed."""

from __future__ import annotations

import json
import os
from gettext import gettext as _
from pathlib import Path

import click

from pipeline.errors import Stop
from pipeline.extras import needed
from pipeline.language import current
from pipeline.printed import answered, show
from pipeline.problem import Problem, system_problem


def explain(folder: Path, cell: tuple[str, str, str], *, as_json: bool, color: str) -> int:
    """`explain`: how the value of a table, key and field came about, as a tree or as JSON."""
    from pipeline.explain import explain
    from pipeline.explain.said import document
    from pipeline.explain.text import text

    def explained() -> str:
        found = explain(folder, *cell)
        return json.dumps(document(found), ensure_ascii=False, indent=1) if as_json else text(found, current())

    return answered(explained, color, as_json=as_json)


def verify(folder: Path, *, public_key: str, receipt_file: Path | None, as_json: bool, quiet: bool, color: str) -> int:
    """`verify`: the problems of a finished release, and a receipt of what was checked. Raises UsageError where the
    receipt would change the release."""
    from pipeline import build
    from pipeline.receipt import document, receipt, written
    from pipeline.receipt_text import text
    from pipeline.signature import Signed, signed

    if receipt_file and receipt_file.resolve().is_relative_to(folder.resolve()):
        raise click.UsageError(_("--receipt: {file} is inside the release.").format(file=receipt_file))
    if public_key:
        needed("minisign")
    signature: Signed | Problem | None = None
    problems: list[Problem] = []
    try:
        problems += build.verify(folder)
        signature = signed(folder, public_key)  # last: of a key that is none, the release is looked at all the same
    except Stop as stop:
        problems += stop.problems
    problems += [signature] if isinstance(signature, Problem) else []
    made = receipt(folder, problems, signature if isinstance(signature, Signed) else None)
    if receipt_file:
        try:
            receipt_file.write_text(written(made), "utf-8")
        except OSError as error:
            problems.append(system_problem("E-DISK", receipt_file, error))
    if not as_json:
        click.echo(text(made))
    facts = {"receipt": document(made)}
    return show("verify", folder, problems, {}, {}, published=False, as_json=as_json, color=color, facts=facts)


def sign(folder: Path, key: Path, password_file: Path | None, *, as_json: bool, color: str) -> int:
    """`sign`: the signature beside the tag manifest. The password of the key comes from a file, the environment
    (`OPENDATA_KEY_PASSWORD`) or a prompt, and is on no command line. A damaged release is refused (E-HASH)."""
    from pipeline.check.hashes import digests_in, hash_problems
    from pipeline.check.release import open_release
    from pipeline.package.release import load_release
    from pipeline.signature import password_in, sign

    def password() -> str:
        if password_file:
            return password_in(password_file)
        given = os.environ.get("OPENDATA_KEY_PASSWORD")
        return given if given is not None else str(click.prompt(_("Password of the key"), hide_input=True, err=True))

    def signed() -> str:
        open_release(folder)
        if problems := list(hash_problems(folder, digests_in(folder))):
            raise Stop(problems)  # nobody puts a name to a damaged release
        described = load_release(folder).descriptor
        return str(sign(folder, key, password, f"{described.name} {described.version}"))

    return answered(signed, color, as_json=as_json)
