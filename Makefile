# Everything is one command away from a bare machine with Python 3.11+ and make.
# `make` lists the commands. scripts/setup makes the virtual environment; PYTHON=… names the
# interpreter to make it with.

N ?= 7
ARGS ?=
# Two more than CI has cores: what waits for a server or for a still screen leaves its core idle, and
# servers are forked in a twentieth of the time that they took.
WORKERS ?= 4
VENV_PYTHON := .venv/bin/python
PYTEST := $(VENV_PYTHON) -m pytest

# Without .pyc files every import costs five times as much.
unexport PYTHONDONTWRITEBYTECODE
# A variable of another virtual environment is none of ours.
unexport VIRTUAL_ENV PYTHONHOME

PRODUCT := .venv/.product
DEV := .venv/.dev
BENCH := .venv/.bench

.DEFAULT_GOAL := help
.PHONY: help lesson test check lint types architecture content coverage mutants bench test-matrix test-wheel clean

help: ## this list
	@echo "make lesson [N=7] [ARGS=…]  play a lesson"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-22s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

lesson: $(PRODUCT)
	@$(VENV_PYTHON) -m tutor lesson $(N) $(ARGS)

test: $(DEV) ## every test [PYTEST_ARGS=…]
	@$(PYTEST) -n $(WORKERS) --dist loadgroup $(PYTEST_ARGS)

check: lint types architecture content ## lint, types, architecture, contents

lint: $(DEV)
	@$(VENV_PYTHON) -m ruff check
	@$(VENV_PYTHON) -m ruff format --check

types: $(DEV)
	@$(VENV_PYTHON) -m mypy

architecture: $(DEV)
	@$(PYTEST) -q tests/architecture

content: $(DEV)
	@$(VENV_PYTHON) -m tutor dev check

# Each part by its own tests alone; what another part's tests happen to run does not count. In CI
# the tests that pass here are not run again by `make test` (tests/once.py).
PURE := view probe quiz core story course play practice  # the longest first
TWO_AT_ONCE := xargs -P 2 -I{} sh scripts/cover {}

coverage: $(DEV) ## every line of core, course, quiz, view, story, probe, play, practice, each by its own tests
	@printf '%s\n' $(PURE) | PYTEST_ARGS="$(PYTEST_ARGS)" $(TWO_AT_ONCE) || \
	    { echo "not passed, or not every line covered: the names are above" >&2; exit 1; }

mutants: $(DEV) ## wrong lines that the tests of their own package have to notice [ARGS=runtime]
	@nice -n 10 $(VENV_PYTHON) -m tests.mutants $(ARGS)

bench: $(BENCH) ## measure, and write bench/RESULTS.md
	@$(VENV_PYTHON) -m bench $(or $(ARGS),--write)

test-matrix: ## the tests on Python 3.11 + Django 5.2, and on Python 3.13 and 3.14 + Django 6
	@WORKERS=$(WORKERS) sh scripts/test-matrix

test-wheel: $(DEV) ## the wheel alone, as it is installed: facts, places, the ledger, screens
	@$(PYTEST) -m wheel tests/packaging $(PYTEST_ARGS)

clean: ## remove what make has made
	rm -rf .venv .venv-matrix .venv.log dist build htmlcov .coverage* \
	    .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find bench demo_project lessons tests tutor -name __pycache__ -type d -prune -exec rm -rf {} +

# ── set-up ───────────────────────────────────────────────────────────────────────────────────

.venv/bin/python:
	@sh scripts/setup venv .venv

$(PRODUCT): pyproject.toml .venv/bin/python
	@sh scripts/setup install .venv -e .
	@touch $@

$(DEV): pyproject.toml .venv/bin/python
	@sh scripts/setup install .venv -e '.[dev]'
	@touch $(PRODUCT) $@

$(BENCH): $(DEV)
	@sh scripts/setup install .venv -e '.[dev,bench]'
	@touch $(PRODUCT) $(DEV) $@
