# make run    sets up what is missing and starts the app on this computer
# make test   sets up what is missing and runs every check
# make quick  everything but the browser and PostgreSQL; make long: the long forms of some tests
# make bench  prints how long things take beside a floor; make bench-long: at 1,000 departments, and all the rest
# make pictures takes those of the documents anew
# A second run skips the set-up: each stamp file is newer than the lock that it was made from.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
RUN    := $(VENV)/.ready-to-run
DEV    := $(VENV)/.ready-to-test

.PHONY: run test long quick bench bench-long pictures lock clean
run: $(RUN)
	$(BIN)/maturity serve

test: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .
	$(BIN)/deptry . --exclude '\.venv' --ignore DEP004
	$(BIN)/maturity check frameworks/*.yaml
	$(BIN)/python -m pytest -n auto --dist worksteal

long: $(DEV)
	$(BIN)/python -m tests.recomputed.hunt
	MATURITY_TEST_LONG=1 $(BIN)/python -m pytest -n auto tests/workbook/test_damaged.py tests/workbook/test_pack_recalculated.py tests/browser/test_made_up.py tests/browser/test_two_at_once.py tests/browser/test_behind_nginx.py tests/store/test_killed.py tests/store/test_many_writers.py tests/store/test_two_servers.py tests/services/test_remembered.py tests/recomputed

quick: $(DEV)
	$(BIN)/python -m pytest -n auto --dist worksteal -m "not browser and not postgres"

bench: $(DEV)
	$(BIN)/python -m tests.benchmarks

bench-long: $(DEV)
	$(BIN)/python -m tests.benchmarks --long
	$(BIN)/python -m tests.benchmarks.portfolio
	$(BIN)/python -m tests.benchmarks.clicks

pictures: $(DEV)
	$(BIN)/python -m tests.pictures.take

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed: make PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "Python's venv module is needed (on Debian: the package python3-venv)."; exit 1; }

$(RUN): requirements.lock pyproject.toml | $(VENV)/bin/python
	$(PIP) -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): requirements-dev.lock $(RUN) | $(VENV)/bin/python
	$(PIP) -r requirements-dev.lock
	@touch $@

# Locks pin by version and hash for every system and Python from 3.11 on, and name no index.
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate
lock:
	$(LOCK) --group build --extra dev pyproject.toml -o requirements-dev.lock
	$(LOCK) --group build -c requirements-dev.lock pyproject.toml -o requirements.lock

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
