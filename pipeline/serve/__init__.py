"""A finished release over HTTP: its files and pages, its identifiers, SPARQL and a small API by table."""
