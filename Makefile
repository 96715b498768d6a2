# Two commands on a fresh machine: `make build` publishes, `make test` tests. Each sets up what it needs.
PYTHON ?= python3
BIN := .venv/bin
MAKEFLAGS += --jobs=4 # what has to be set up is set up side by side

.PHONY: build test hardening check bench load sbom costs audit programs lock words clean

build: .venv/.ready
	$(BIN)/opendata build

test: .venv/.ready tests/node/node_modules/.ready tests/ckan/.venv/.ready programs
	$(BIN)/pytest --numprocesses auto --dist loadfile --no-loadscope-reorder

# What docs/promises.md promises, in full: FAULTS of each kind and command, FUZZ cases for each reader, and the tests tested.
FAULTS ?= 20
FUZZ ?= 20000
hardening: .venv/.ready tests/node/node_modules/.ready programs
	FAULTS=$(FAULTS) FUZZ=$(FUZZ) $(BIN)/pytest --numprocesses auto --dist worksteal tests/hardening -m "heavy or not heavy"
	FUZZ=$(FUZZ) $(BIN)/pytest --numprocesses auto --dist worksteal -m hypothesis
	$(BIN)/python tests/hardening/mutations.py

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

# A CKAN, to publish to in the tests, and what it stands on.
tests/ckan/.venv/.ready: tests/ckan/requirements.lock
	$(PYTHON) -m venv --clear tests/ckan/.venv
	tests/ckan/.venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r tests/ckan/requirements.lock
	@touch $@

# The rest of what the tests talk to: readers of RDF and of signatures, servers for data and for pages, a browser with a
# Japanese font, R, and strace.
COMMANDS := rapper minisign strace curl redis-server /usr/sbin/nginx /usr/sbin/apache2 chromium Rscript
PACKAGES := raptor2-utils minisign strace curl redis-server nginx-light apache2 chromium r-base-core \
  postgresql libmagic1 fonts-noto-cjk
INSTALL := apt-get install -qq --no-install-recommends $(PACKAGES)
programs:
	@( for command in $(COMMANDS); do command -v $$command || exit 1; done; ls /usr/lib/postgresql/*/bin/initdb && \
	   $(PYTHON) -c 'import ctypes.util as c; assert c.find_library("magic")' ) > /dev/null 2>&1 || \
	  { [ "$$(id -u)" = 0 ] && command -v apt-get && { $(INSTALL) || { apt-get update -qq && $(INSTALL); }; }; } \
	    > /dev/null 2>&1 || { echo "Programs are needed (Debian: apt-get install $(PACKAGES))"; exit 1; }

# Beside its peers; takes most of an hour. Needs some 60 GB of disk for ten million rows.
bench: .venv/.ready bench/.venv/.ready
	PYTHONPATH=. $(BIN)/python bench/start.py
	PYTHONPATH=. $(BIN)/python bench/run.py $(BENCH)

# The endpoint with many clients, beside plain pyoxigraph; SECONDS for each of its four parts.
SECONDS ?= 60
load: .venv/.ready
	PYTHONPATH=. $(BIN)/python bench/load.py --seconds $(SECONDS) --write

bench/.venv/.ready: bench/requirements.lock
	$(PYTHON) -m venv --clear bench/.venv
	bench/.venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r bench/requirements.lock
	@touch $@

# What the release tool stands on, as CycloneDX and as a page.
sbom: .venv/.ready supply/.venv/.ready
	supply/.venv/bin/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible --short-PURLs $(BIN)/python | \
	  supply/.venv/bin/python supply/sbom.py

# What each library costs in megabytes and start-up, for that page; measured, so done on a quiet machine.
costs: .venv/.ready
	$(BIN)/python supply/costs.py

# Known vulnerabilities of what is pinned; asks https://api.osv.dev.
audit: supply/.venv/.ready
	supply/.venv/bin/pip-audit --strict --vulnerability-service osv --disable-pip --requirement requirements.lock

supply/.venv/.ready: supply/requirements.lock
	$(PYTHON) -m venv --clear supply/.venv
	supply/.venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r supply/requirements.lock
	@touch $@

# Pins every dependency with its hashes, for the Pythons and platforms that pyproject.toml allows.
lock:
	uv pip compile --quiet --universal --python-version 3.11 --extra dev --generate-hashes \
	  --no-emit-index-url --no-header --output-file requirements.lock pyproject.toml
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --output-file bench/requirements.lock bench/requirements.in
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --output-file tests/ckan/requirements.lock tests/ckan/requirements.in
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --output-file supply/requirements.lock supply/requirements.in

# Made files that are committed, so that a clone has them: the Japanese words, the pages of problem codes, rates and rules,
# the manual.
words: .venv/.ready
	$(BIN)/pybabel --quiet compile --directory pipeline/locale --domain messages
	$(BIN)/python -m pipeline.report.pages docs/errors
	$(BIN)/python -m pipeline.report.reference docs
	$(BIN)/python -m pipeline.manual docs/man

clean:
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
