"""A difference in words, in both languages: what it is, by how much, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipeline.language import Language
from pipeline.release.differences import Cause, Difference, kinds
from pipeline.release.versions import Level

_WORDS: dict[Language, dict[str, str]] = {
    "ja": {
        "empty": "（空）",
        "whole": "（表全体）",
        "correction": "訂正: {reason}",
        "inputs": "入力の変化: {inputs}",
        "comma": "、",
        "unexplained": "説明がない。corrections.csv に理由を書くまで公開できない",
        "redefined": "項目の意味か求め方を変更",
        "major": "互換性を破る変更",
        "minor": "追加",
        "patch": "修正",
    },
    "en": {
        "empty": "(empty)",
        "whole": "(whole table)",
        "correction": "corrected: {reason}",
        "inputs": "inputs moved: {inputs}",
        "comma": ", ",
        "unexplained": "not explained: no release until corrections.csv says why",
        "redefined": "what the field means, or how it is made, has changed",
        "major": "what was used may break",
        "minor": "there is more",
        "patch": "something is put right",
    },
}


def said(one: Difference, language: Language, count: int = 1) -> str:
    """What is different, in one sentence; of rows, how many."""
    words = _WORDS[language]
    return (
        kinds()[one.kind]
        .words[language]
        .format(
            table=one.table,
            key=one.key,
            field=one.field or words["whole"],
            old=value(one.old, language),
            new=value(one.new, language),
            count=f"{count:,}",
        )
    )


def value(text: str | None, language: Language) -> str:
    """A published value; one that is missing is said to be empty."""
    return _WORDS[language]["empty"] if text is None else text


def why(one: Difference, language: Language) -> str:
    """Why a published value is another one, in one sentence; nothing where there is no need of a reason."""
    words = _WORDS[language]
    if one.reason:
        return words["correction"].format(reason=one.reason[language])
    if one.causes:
        return words["inputs"].format(inputs=words["comma"].join(_inputs(one.causes, language)))
    if one.kind == "value-redefined":
        return words["redefined"]
    return words["unexplained"] if one.unexplained else ""


def _inputs(causes: Sequence[Cause], language: Language) -> Iterator[str]:
    """Each input that moved; where another cell of the same field is looked up than before, both in one."""
    cells: dict[tuple[str, str], list[Cause]] = {}
    for cause in causes:
        cells.setdefault((cause.table, cause.field), []).append(cause)
    for (table, field), several in cells.items():
        left = [cause for cause in several if cause.new is None]
        come = [cause for cause in several if cause.old is None]
        if len(several) == 2 and len(left) == len(come) == 1 and left != come:
            yield f"{table} {field} {left[0].old} ({left[0].key}) → {come[0].new} ({come[0].key})"
            continue
        for cause in several:
            moved = f"{value(cause.old, language)} → {value(cause.new, language)}"
            yield " ".join(part for part in (table, cause.key, field, moved) if part)


def percent(one: Difference) -> str:
    """The relative change of a number; nothing where there is none.

    >>> percent(Difference("value-changed", "t", "", "f", "141766", "140151", measured=True))
    '-1.14%'
    """
    share = one.relative
    if share is None:
        return ""
    size = abs(share * 100)
    form = "+,.2f" if Decimal("0.01") <= size < 100 or not size else "+,.0f" if 100 <= size < 10**6 else "+.1e"
    return f"{share * 100:{form}}%"


def level_in_words(level: Level, language: Language) -> str:
    """What it means to reach so far."""
    return _WORDS[language][level]
