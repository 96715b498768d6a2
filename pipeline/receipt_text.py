"""A receipt in words, one line a fact."""

from __future__ import annotations

import dataclasses
from gettext import gettext as _

from pipeline.receipt import Receipt


def text(receipt: Receipt) -> str:
    """The receipt for a terminal."""
    release = " ".join(receipt.release[key] for key in ("name", "version") if key in receipt.release)
    lines = [_("release: {release}").format(release=release or "-")]
    if receipt.counts:
        counted = _(
            "{files} files, {bytes} bytes; {tables} tables, {rows} rows, {cells} cells, {derived} of them derived; "
            "{identities} identities, {triples} triples, {shapes} shapes"
        )
        lines.append(counted.format(**{k: f"{v:,}" for k, v in dataclasses.asdict(receipt.counts).items()}))
    verdicts = {"good": _("good"), "problems": _("problems"), "not_checked": _("not checked")}
    for verdict, said in verdicts.items():
        if names := [name for name, found in receipt.checks.items() if found == verdict]:
            lines.append(f"{said}: {', '.join(names)}")
    if receipt.signature:
        signed = _("signed by the key {key}: {comment}")
        lines.append(signed.format(key=receipt.signature.key, comment=receipt.signature.comment))
    lines.append(_("seal (SHA-256 of tagmanifest-sha256.txt):") + f"\n{receipt.seal or '-'}")
    return "\n".join(lines)
