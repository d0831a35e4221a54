# Two commands matter on a fresh machine with Python 3.11 and make: `make demo` and `make test`.

PYTHON ?= $(shell command -v python3.11 || command -v python3 || echo python3)
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
SCENARIO ?= scenarios/county
SECONDS_TO_PLAN ?= 60
WORKERS ?= 2

.PHONY: help demo test lint types imports docs unit bench bench-record lock clean
.DEFAULT_GOAL := help

help: ## Show what can be made
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

demo: $(STAMP) ## Plan the county scenario; print what was decided and where the outputs are
	@$(BIN)/rota plan $(SCENARIO) --seconds $(SECONDS_TO_PLAN) || status=$$?; \
	if [ "$${status:-0}" -eq 3 ]; then \
		echo "Some duties stay uncovered (exit 3): they are listed in uncovered.csv and in report.html."; \
	else \
		exit "$${status:-0}"; \
	fi

test: lint types imports docs unit ## Linters, types, import contracts, generated pages, tests

lint: $(STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(STAMP)
	$(BIN)/mypy

imports: $(STAMP)
	$(BIN)/lint-imports --no-logo

docs: $(STAMP) ## Check that the generated pages of docs/reference are up to date (DOCS=--write makes them)
	$(BIN)/python -m scheduler.cli.reference $(or $(DOCS),--check)

unit: $(STAMP)
	$(BIN)/python -m pytest -q -n $(WORKERS)

bench: $(STAMP) ## Measure, and write docs/benchmarks.md
	$(BIN)/python -m tests.benchmarks

bench-record: $(STAMP) ## Measure the staff-scheduling instances beside one CP-SAT model (over three hours); into docs/benchmarks.md
	$(BIN)/python -m tests.benchmarks --only record
	$(BIN)/python -m tests.benchmarks --render

# Made from the public index alone: a mirror or a folder of wheels of this machine must not leave a trace in it.
lock: $(STAMP) ## Resolve the dependencies anew into requirements.lock
	env -u PIP_FIND_LINKS -u PIP_EXTRA_INDEX_URL -u PIP_CONSTRAINT PIP_CONFIG_FILE=/dev/null \
		CUSTOM_COMPILE_COMMAND="make lock" \
		$(BIN)/pip-compile --quiet --extra dev --generate-hashes --allow-unsafe --strip-extras \
		--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options \
		--output-file requirements.lock setup.cfg

clean: ## Remove the environment and everything generated, but no outputs
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find scheduler tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(STAMP): requirements.lock setup.cfg pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "rota wants Python 3.11 or newer as python3 ($(PYTHON) is: $$($(PYTHON) --version 2>&1))."; \
		echo "Install it, or say where it is: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "The virtual environment could not be made; on Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
