"""The columns of the table as RDF, for all peers: (name, predicate, address of the object or None, datatype)."""

from __future__ import annotations

BASE = "https://opendata.example.jp/national/"
XSD = "http://www.w3.org/2001/XMLSchema#"
SUBJECT = BASE + "observation/records/"
COLUMNS = [
    ("record", BASE + "def/records_record", None, "string"),
    ("area", BASE + "def/of_area", BASE + "id/area/", "string"),
    ("fiscal_year", BASE + "def/of_fiscal_year", BASE + "id/fiscal-year/", "string"),
    ("category", BASE + "def/records_category", None, "string"),
    ("code", BASE + "def/records_code", None, "string"),
    ("label", BASE + "def/records_label", None, "string"),
    ("value", BASE + "def/records_value", None, "integer"),
    ("total", BASE + "def/records_total", None, "integer"),
    ("date", BASE + "def/records_date", None, "date"),
]
