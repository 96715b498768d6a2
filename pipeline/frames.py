"""A published release as pandas data frames, for those who use the pipeline as a library. Needs the extra `frames`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

_DTYPES = {"integer": "Int64", "year": "Int64", "boolean": "boolean"}


def open_release(folder: str | Path) -> dict[str, pd.DataFrame]:
    """Every canonical table of the release in `folder`, by name, with the types of its schema.

    Codes stay text (leading zeros are kept), numbers are exact decimals, a missing value is `pd.NA`.
    Raises OSError where the folder holds no release.
    """
    root = Path(folder)
    descriptor = json.loads((root / "datapackage.json").read_text("utf-8"))
    return {
        resource["name"]: _frame(root / resource["path"], resource["schema"]["fields"])
        for resource in descriptor["resources"]
        if resource["path"].startswith("data/")
    }


def _frame(path: Path, fields: list[dict[str, Any]]) -> pd.DataFrame:
    text = pd.read_csv(path, dtype="string", keep_default_na=False, na_values=[""], encoding="utf-8")
    return text.assign(**{field["name"]: _typed(text[field["name"]], field["type"]) for field in fields})


def _typed(column: pd.Series[Any], kind: str) -> pd.Series[Any]:
    if kind == "boolean":
        column = column.map({"true": True, "false": False})
    dtype: Any = _DTYPES.get(kind, "string")
    if kind == "number":  # one scale a column: the longest that is published
        scale = max((len(text.partition(".")[2]) for text in column.dropna()), default=0)
        dtype = pd.ArrowDtype(pa.decimal128(38, scale))
    if kind == "date":
        dtype = pd.ArrowDtype(pa.date32())
    return column.astype(dtype)
