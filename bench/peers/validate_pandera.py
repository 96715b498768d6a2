"""The table by pandera: the same types, keys and constraints. `python validate_pandera.py PROJECT`"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
import pandera.pandas as pa

raw = Path(sys.argv[1]) / "raw"
areas = pd.read_csv(raw / "areas.csv", dtype=str)
texts = dict.fromkeys(("record", "area", "category", "code", "label"), str)
records = pd.read_csv(raw / "records.csv", dtype=texts)
schema = pa.DataFrameSchema(
    {
        "record": pa.Column(str, pa.Check.str_matches(r"^r[0-9]{9}$"), unique=True),
        "area": pa.Column(str, pa.Check.isin(areas["area"])),
        "fiscal_year": pa.Column(int, [pa.Check.ge(2000), pa.Check.le(2030)]),
        "category": pa.Column(str, pa.Check.isin(["population", "households", "births", "deaths", "visits"])),
        "code": pa.Column(str, pa.Check.str_matches(r"^[A-E]-[0-9]{4}$")),
        "label": pa.Column(str),
        "value": pa.Column(int, pa.Check.ge(0)),
        "total": pa.Column(int, [pa.Check.ge(1), pa.Check.le(99_999_999)]),
        "date": pa.Column("datetime64[ns]", coerce=True),
    }
)
schema.validate(records, lazy=True)
