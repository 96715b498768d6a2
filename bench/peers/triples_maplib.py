"""`python triples_maplib.py CSV NT`: an OTTR template over a Polars frame."""

from __future__ import annotations

import sys

import polars as pl
from maplib import Model
from triples import COLUMNS, SUBJECT, XSD

table, output = sys.argv[1:]
frame = pl.read_csv(table, infer_schema=False)
frame = frame.with_columns(
    (SUBJECT + pl.col("record")).alias("subject"),
    *[(link + pl.col(name)).alias(name) for name, _, link, _ in COLUMNS if link],
    pl.col("value").cast(pl.Int64),
    pl.col("total").cast(pl.Int64),
    pl.col("date").str.to_date(),
)
kinds = {name: "ottr:IRI" if link else f"xsd:{kind}" for name, _, link, kind in COLUMNS}
parameters = ", ".join(f"{kind} ?{name}" for name, kind in kinds.items())
body = ", ".join(f"ottr:Triple(?subject, <{predicate}>, ?{name})" for name, predicate, _, _ in COLUMNS)
model = Model()
model.add_template(
    f"@prefix ottr: <http://ns.ottr.xyz/0.4/> . @prefix xsd: <{XSD}> . @prefix t: <urn:t:> ."
    f" t:Record [ottr:IRI ?subject, {parameters}] :: {{ {body} }} ."
)
model.map("urn:t:Record", frame.select("subject", *kinds))
model.write(output, format="ntriples")
