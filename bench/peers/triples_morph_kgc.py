"""`python triples_morph_kgc.py CSV NT`: an RML mapping, as morph-kgc runs it from its command line."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from triples import COLUMNS, SUBJECT, XSD

table, output = sys.argv[1:]
objects = []
for name, predicate, link, kind in COLUMNS:
    node = f'rr:template "{link}{{{name}}}"' if link else f'rml:reference "{name}"'
    typed = f" ; rr:datatype <{XSD}{kind}>" if kind != "string" else ""
    objects.append(f"rr:predicateObjectMap [ rr:predicate <{predicate}> ; rr:objectMap [ {node}{typed} ] ]")
MAPPING = f"""
@prefix rr: <http://www.w3.org/ns/r2rml#> . @prefix rml: <http://semweb.mmlab.be/ns/rml#> .
@prefix ql: <http://semweb.mmlab.be/ns/ql#> .
<#m> rml:logicalSource [ rml:source "{table}" ; rml:referenceFormulation ql:CSV ] ;
  rr:subjectMap [ rr:template "{SUBJECT}{{record}}" ] ;
  {" ; ".join(objects)} .
"""
with tempfile.TemporaryDirectory() as folder:
    mapping, settings = Path(folder) / "m.ttl", Path(folder) / "c.ini"
    mapping.write_text(MAPPING)
    settings.write_text(f"[CONFIGURATION]\noutput_file: {output}\n[S]\nmappings: {mapping}\n")
    subprocess.run([sys.executable, "-m", "morph_kgc", str(settings)], check=True)  # noqa: S603
