# Two commands on a fresh machine: `make build` publishes, `make test` tests. Each sets up what it needs.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: build test hardening check bench rapper minisign servers browser lock words clean

build: .venv/.ready
	$(BIN)/opendata build

test: .venv/.ready tests/node/node_modules/.ready tests/ckan/.venv/.ready rapper minisign servers browser
	$(BIN)/pytest --numprocesses auto --dist loadfile

# What the program withstands, with what takes too long for each day.
hardening: .venv/.ready rapper
	$(BIN)/pytest tests/hardening -m "heavy or not heavy"

check: .venv/.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

.venv/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys, ensurepip; assert sys.version_info >= (3, 11)' 2>/dev/null || \
	  { echo "Python 3.11 or newer with venv is needed (Debian: apt-get install python3-venv)"; exit 1; }
	$(PYTHON) -m venv --clear .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# Programs of others that read what we publish, for the tests.
tests/node/node_modules/.ready: tests/node/package-lock.json
	@npm --version > /dev/null 2>&1 || { echo "Node.js with npm is needed (Debian: apt-get install nodejs npm)"; exit 1; }
	cd tests/node && npm ci --silent --no-fund --no-audit
	@touch $@

rapper:
	@command -v rapper > /dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null && \
	  { apt-get install -qq raptor2-utils || { apt-get update -qq && apt-get install -qq raptor2-utils; }; } > /dev/null 2>&1; } || \
	  { echo "rapper is needed (Debian: apt-get install raptor2-utils)"; exit 1; }

# A CKAN, to publish to in the tests, and what it stands on.
tests/ckan/.venv/.ready: tests/ckan/requirements.lock
	$(PYTHON) -m venv --clear tests/ckan/.venv
	tests/ckan/.venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r tests/ckan/requirements.lock
	@touch $@

# And servers of web pages, which answer for identifiers by the configuration that a build makes.
SERVERS := postgresql redis-server libmagic1 nginx-light apache2
servers:
	@{ command -v redis-server && ls /usr/sbin/nginx /usr/sbin/apache2 && ls /usr/lib/postgresql/*/bin/initdb && \
	   $(PYTHON) -c 'import ctypes.util as c; assert c.find_library("magic")'; } > /dev/null 2>&1 || \
	  { [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null && \
	    { apt-get install -qq $(SERVERS) || { apt-get update -qq && apt-get install -qq $(SERVERS); }; } > /dev/null 2>&1; } || \
	  { echo "PostgreSQL, Redis, nginx and Apache are needed (Debian: apt-get install $(SERVERS))"; exit 1; }

minisign:
	@command -v minisign > /dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null && \
	  { apt-get install -qq minisign || { apt-get update -qq && apt-get install -qq minisign; }; } > /dev/null 2>&1; } || \
	  { echo "minisign is needed (Debian: apt-get install minisign)"; exit 1; }

# A browser for the pages, with a Japanese font, and R for the recipes.
READERS := chromium fonts-noto-cjk r-base-core curl
browser:
	@{ command -v chromium && command -v Rscript && command -v curl; } > /dev/null 2>&1 || \
	  { [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null && \
	    { apt-get install -qq --no-install-recommends $(READERS) || \
	      { apt-get update -qq && apt-get install -qq --no-install-recommends $(READERS); }; } > /dev/null 2>&1; } || \
	  { echo "Chromium, R and curl are needed (Debian: apt-get install $(READERS))"; exit 1; }

# Beside its peers; takes most of an hour. Needs some 60 GB of disk for ten million rows.
bench: .venv/.ready bench/.venv/.ready
	PYTHONPATH=. $(BIN)/python bench/run.py $(BENCH)

bench/.venv/.ready: bench/requirements.lock
	$(PYTHON) -m venv --clear bench/.venv
	bench/.venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r bench/requirements.lock
	@touch $@

# Pins every dependency with its hashes, for the Pythons and platforms that pyproject.toml allows.
lock:
	uv pip compile --quiet --universal --python-version 3.11 --extra dev --generate-hashes \
	  --no-emit-index-url --no-header --output-file requirements.lock pyproject.toml
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --output-file bench/requirements.lock bench/requirements.in
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --output-file tests/ckan/requirements.lock tests/ckan/requirements.in

# Made files that are committed, so that a clone has them: the Japanese words, the pages of the problem codes.
words: .venv/.ready
	$(BIN)/pybabel --quiet compile --directory pipeline/locale --domain messages
	$(BIN)/python -m pipeline.report.pages docs/errors

clean:
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
