"""A CKAN of the tests' own: PostgreSQL and Redis of the machine, CKAN in a `.venv` beside this, all on loopback."""
