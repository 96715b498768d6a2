"""Open-data publishing pipeline: raw government tables to CSV data packages and linked data."""

__version__ = "0.1.0"
