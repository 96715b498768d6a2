"""An explanation as a tree for a terminal of 80 columns, full-width characters counted as two."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from gettext import gettext as _

from rich.console import Console
from rich.text import Text
from rich.tree import Tree

from pipeline.explain.said import Derived, Explained, Input, Lookup, Origin
from pipeline.language import Language
from pipeline.package.models import Words
from pipeline.report.visible import visible

WIDTH = 80


def text(explained: Explained, language: Language) -> str:
    """Lines of at most `WIDTH` columns: the value, and below it what it was made from."""
    sink = io.StringIO()
    console = Console(file=sink, width=WIDTH, color_system=None, highlight=False, markup=False, emoji=False)
    console.print(_tree(explained, language))
    return "\n".join(line.rstrip() for line in sink.getvalue().splitlines())


def _tree(explained: Explained, language: Language, name: str = "") -> Tree:
    """A value with its branches; `name` is what the value above calls it."""
    value = _("(no value)") if explained.value is None else explained.value
    unit = f" {explained.unit}" if explained.unit and explained.value is not None else ""
    called = f"{name} = {value}{unit}" if name else f"{value}{unit}"
    tree = _node(f"{called}\n{_place(explained)} {_titled(explained.titles, language)}")
    if explained.repeated:
        tree.add(_line(_("explained above")))
    if explained.status:
        code, words = explained.status.code, getattr(explained.status.words, language, "")
        tree.add(_line(_("status: {code}").format(code=code) + (f" ({words})" if words not in ("", code) else "")))
    if explained.derived:
        _derived(tree, explained, explained.derived, language)
    if explained.origin:
        for line in _origin(explained.origin, language):
            tree.add(_line(line))
    if explained.report:
        tree.add(_line(_("written by the build itself: {report}").format(report=explained.report)))
    return tree


def _place(explained: Explained) -> str:
    return f"{explained.table} {explained.key} {explained.field}"


def _titled(titles: Words, language: Language) -> str:
    return f"[{titles[language]}]"


def _derived(tree: Tree, explained: Explained, derived: Derived, language: Language) -> None:
    if derived.kind == "rate" and derived.titles and derived.formula:
        title, formula = derived.titles[language], derived.formula[language]
        tree.add(_line(_("made by: {title} ({rate})").format(title=title, rate=derived.rate)))
        tree.add(_line(_("formula: {formula}").format(formula=formula)))
    if derived.decimals is not None and derived.exact is not None:
        rounded = _("exactly {exact}, rounded half up to {decimals} decimals: {computed}")
        tree.add(_line(rounded.format(exact=derived.exact, decimals=derived.decimals, computed=derived.computed or "")))
    if derived.kind == "status":
        tree.add(_line(_("the status of {field}").format(field=derived.of)))
    if derived.kind == "row":
        tree.add(_line(_("the key of the row that this row is made for")))
    if derived.kind in ("rate", "lookup") and derived.computed != explained.value:
        differs = _("the inputs do not give what is published, but: {computed}")
        tree.add(_line(differs.format(computed=derived.computed or _("(no value)"))))
    for given in derived.inputs:
        _input(tree, given, language, named=derived.kind == "rate")


def _input(tree: Tree, given: Input, language: Language, *, named: bool) -> None:
    name = given.name if named else ""
    if given.lookup:
        looked_up = _looked_up(given.lookup)
        branch = tree.add(_line(f"{name}: {looked_up}" if name else looked_up))
        for cell in given.cells:
            branch.add(_tree(cell, language))
        return
    for cell in given.cells:
        tree.add(_tree(cell, language, name))


def _looked_up(lookup: Lookup) -> str:
    """Where a lookup looked, which rows it picked and why those."""
    conditions = ", ".join(f"{field} {sign} {value or '∅'}" for field, sign, value in lookup.conditions)
    picks = {
        "newest": _("the newest {by}").format(by=lookup.by),
        "earliest": _("the earliest {by}").format(by=lookup.by),
        "only": "",
    }
    asked = ", ".join(filter(None, [conditions, picks[lookup.pick]]))
    where = _("looked up in {table} by {asked}").format(table=lookup.table, asked=asked)
    if lookup.rows:
        return where + ": " + _("row {rows}").format(rows=_some(lookup.rows))
    if lookup.empty:
        return where + ": " + _("row {rows} has no value").format(rows=_some(lookup.empty))
    return where + ": " + _("no row has a value")


def _some(keys: Sequence[str]) -> str:
    return ", ".join(keys[:3]) + (", …" if len(keys) > 3 else "")


def _origin(origin: Origin, language: Language) -> Iterator[str]:
    cell = origin.cell
    sheet = f" [{cell.sheet}]" if cell.sheet else ""
    place = _("{file}{sheet}, row {row}, column {column} ({header})")
    yield place.format(file=cell.file, sheet=sheet, row=cell.row, column=cell.column, header=cell.header)
    yield _("as received: {text}").format(text=f"「{cell.text}」" if language == "ja" else f'"{cell.text}"')
    for correction in origin.corrections:
        corrected = _("corrected to {value} on {date} by {by}: {reason} ({file}, row {row})")
        reason, (file, row) = correction.reason[language], correction.place
        facts = {"value": correction.value, "date": correction.date, "by": correction.confirmed_by}
        yield corrected.format(**facts, reason=reason, file=file, row=row)
    for change in origin.changes:
        done = change.words[language]
        said = _("read as {value} by the rule {rule}").format(value=change.value, rule=change.rule)
        yield f"{said} ({done})" if done else said
    if cell.page or cell.label:
        printed = _("printed on page {page} under {label}") if cell.label else _("printed on page {page}")
        yield printed.format(
            page=cell.page or "?", label=f"「{cell.label}」" if language == "ja" else f'"{cell.label}"'
        )
    if cell.attribution:
        note = f": {cell.notes[language]}" if cell.notes else ""
        yield _("attribution: {code}").format(code=cell.attribution) + note
    for document in origin.documents:
        yield _("source: {title}").format(title=document.title) + f"\n{document.address}"


def _node(said: str) -> Tree:
    return Tree(_line(said))


def _line(said: str) -> Text:
    return Text("\n".join(visible(line) for line in said.splitlines()), overflow="fold")
