"""A signature of a release by a key that its publisher holds, in the form of minisign (Ed25519, prehashed): one small
file beside the tag manifest, whose hash stands for every file of the release."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import Stop
from pipeline.files import read_bytes
from pipeline.problem import Problem, no_release

if TYPE_CHECKING:
    from minisign import PublicKey

SIGNED = "tagmanifest-sha256.txt"
SIGNATURE = f"{SIGNED}.minisig"
_MAX_BYTES = 64_000
_MAX_SIGNED = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature that is right: the number of its key as minisign shows it, and the comment that it covers."""

    key: str
    comment: str


def seal(folder: Path) -> str:
    """The SHA-256 of the tag manifest: one number for the whole release. Raises Stop with E-RELEASE."""
    return hashlib.sha256(_signed(folder)).hexdigest()


def sign(folder: Path, key: Path, password: Callable[[], str], comment: str) -> Path:
    """Signs the release in `folder` and gives the file of the signature; the same key and release give the same bytes.
    The password is asked for where the key has one.

    Raises Stop: E-KEY where the key cannot be read or the password is wrong, E-RELEASE, E-DISK.
    """
    from minisign import Error, SecretKey

    content = _signed(folder)
    try:
        with SecretKey.from_bytes(_content(key)) as secret:
            if secret.is_encrypted():
                secret.decrypt(password())
            made = bytes(secret.sign(content, trusted_comment=_printable(comment))) + b"\n"
    except (Error, ValueError) as error:
        raise Stop([_no_key(key.name, "not a secret key of minisign, or not its password")]) from error
    try:
        (folder / SIGNATURE).write_bytes(made)
    except OSError as error:
        raise Stop([Problem("E-DISK", file=SIGNATURE, facts={"reason": error.strerror or str(error)})]) from error
    return folder / SIGNATURE


def password_in(file: Path) -> str:
    """The password in a file, which ends with its line. Raises Stop with E-KEY where there is none."""
    try:
        return _content(file).decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise Stop([_no_key(file.name, "the password is no text")]) from error


def signed(folder: Path, public_key: str) -> Signed | Problem | None:
    """What the signature of the release is worth by a public key, which is a file or its text. E-SIGNATURE where it is
    wrong or there is none. Without a key: None where there is no signature, W-SIGNATURE where nobody checks it.

    Raises Stop with E-KEY where the public key is none.
    """
    if not public_key:
        there = (folder / SIGNATURE).exists() or (folder / SIGNATURE).is_symlink()
        return Problem("W-SIGNATURE", file=SIGNATURE) if there else None
    from minisign import ParseError, Signature, VerifyError

    key = _public(public_key)
    content = read_bytes(folder, SIGNATURE, _MAX_BYTES)
    if isinstance(content, Problem):
        return _wrong("there is no signature")
    try:
        found = Signature.from_bytes(content)
        key.verify(_signed(folder), found)
    except ParseError:
        return _wrong("not in the form of minisign")
    except VerifyError:
        return _wrong("not of this release, or by another key")
    return Signed(_number(key), found.trusted_comment)


def _public(given: str) -> PublicKey:
    from minisign import Error, PublicKey

    try:
        if (path := Path(given)).is_file():
            return PublicKey.from_bytes(_content(path))
        return PublicKey.from_base64(given)
    except (Error, ValueError, OSError) as error:
        raise Stop([_no_key(given, "not a public key of minisign")]) from error


def _number(key: PublicKey) -> str:
    """The number of a key, as `minisign -G` writes it above the key: its bytes are little-endian."""
    import base64

    return base64.b64decode(key.to_base64())[2:10][::-1].hex().upper()


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_MAX_BYTES)
    except OSError as error:
        raise Stop([_no_key(path.name, error.strerror or str(error))]) from error


def _signed(folder: Path) -> bytes:
    content = read_bytes(folder, SIGNED, _MAX_SIGNED)
    if isinstance(content, Problem):
        raise Stop([no_release(folder, SIGNED)])
    return content


def _printable(text: str) -> str:
    """What a trusted comment can hold: printable ASCII on one line."""
    return "".join(c if " " <= c <= "~" else "?" for c in text)


def _no_key(cell: str, reason: str) -> Problem:
    return Problem("E-KEY", cell=cell, facts={"reason": reason})


def _wrong(reason: str) -> Problem:
    return Problem("E-SIGNATURE", file=SIGNATURE, facts={"reason": reason})
