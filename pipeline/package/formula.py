"""A derivation in words for people, on one line."""

from __future__ import annotations

from pipeline.package.models import Derivation, Lookup


def derivation_text(derivation: Derivation | None) -> str:
    """A derivation on one line: `achievement(value=value, target=target_value), 2 decimals`."""
    if derivation is None:
        return ""
    if derivation.status_of:
        return f"status of {derivation.status_of}"
    if derivation.lookup:
        return _lookup_text(derivation.lookup)
    inputs = ", ".join(
        f"{name}={source if isinstance(source, str) else _lookup_text(source)}"
        for name, source in derivation.inputs.items()
    )
    decimals = "" if derivation.decimals is None else f", {derivation.decimals} decimals"
    return f"{derivation.rate}({inputs}){decimals}"


def _lookup_text(lookup: Lookup) -> str:
    conditions = [f"{theirs}={ours}" for theirs, ours in lookup.match.items()]
    conditions += [f"{name}='{constant}'" for name, constant in lookup.where.items()]
    conditions += [f"{lookup.by} before {lookup.before}"] if lookup.before else []
    conditions += [f"{lookup.by}={lookup.by}{lookup.offset:+d}"] if lookup.offset is not None else []
    pick = "" if lookup.pick == "only" else f", {lookup.pick} {lookup.by}"
    return f"{lookup.table}.{lookup.field}[{', '.join(conditions)}{pick}]"
