# The day's work by name. `make` lists the targets.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help setup setup-browser site serve test lint browser golden fuzz bench docs lock

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 16

$(VENV)/.installed: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "briefgen needs Python 3.11 or later: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

setup: $(VENV)/.installed ## virtual environment with the locked dependencies

setup-browser: setup
	$(BIN)/python tests/browser/find_chromium.py --install

site: setup ## convert content/articles/, build output/, say how to look at it
	$(BIN)/briefgen build
	@echo 'Look at it with: make serve   (or open output/index.html; search needs a server)'

serve: setup ## build, serve on loopback, rebuild on a change
	$(BIN)/briefgen serve

test: setup-browser lint ## everything: lint, types, contracts, all tests, a real browser included
	$(BIN)/pytest

lint: setup ## format, lint, types, import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

browser: setup-browser ## only the tests in a real browser
	$(BIN)/pytest tests/browser

golden: setup ## rewrite the golden files; read the diff
	BRIEFGEN_GOLDEN=rewrite $(BIN)/pytest tests -k golden

fuzz: setup ## the long property tests
	BRIEFGEN_FUZZ=1 $(BIN)/pytest tests -k "property or random"

bench: setup ## timings and quality on this machine
	$(BIN)/python -m bench

docs: setup ## rewrite the command reference from --help
	$(BIN)/python docs/make_reference.py

lock: ## pin the dependencies anew (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --group dev pyproject.toml -o requirements.lock
