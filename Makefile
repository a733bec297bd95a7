# Each target makes the virtual environment itself when it is missing or older than pyproject.toml.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

# Folder of the sources that imports are made from; not part of the repository.
CORPUS ?= ../shared/corpus

.DEFAULT_GOAL := help
.PHONY: help data imports test lint docs quality bench clean

help:  ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-7s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

data: $(READY)  ## Draft, build and validate: articles to tables
	$(BIN)/python scripts/annotate.py
	$(BIN)/python scripts/build.py
	$(BIN)/python scripts/tell_contents.py
	$(BIN)/python scripts/validate.py

imports: $(READY)  ## Make data/imports/ anew from the sources in CORPUS
	$(BIN)/python scripts/import_hsg.py $(CORPUS)/hsg
	$(BIN)/python scripts/import_kremlin.py $(CORPUS)/kremlin
	$(BIN)/python scripts/import_ukraine.py $(CORPUS)/ukraine

test: $(READY)  ## Run the tests
	$(BIN)/python -m pytest

lint: $(READY)  ## Check style, types, docstrings, the direction of imports and the workflows
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m numpydoc lint $(shell find src -name '*.py')
	$(BIN)/zizmor --offline --quiet .github/workflows

docs: $(READY)  ## Build the documentation into site/, running all its code
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict --quiet

quality: $(READY)  ## Measure the annotator on the reviewed articles, and write the figures down
	$(BIN)/python scripts/assign_splits.py
	$(BIN)/python scripts/measure_quality.py

bench: $(READY)  ## Measure speed, growth and memory against floors of the same run
	-$(BIN)/python -m pip install --quiet --disable-pip-version-check --group bench
	$(BIN)/python benchmarks/run.py

clean:  ## Remove the virtual environment and caches
	rm -rf $(VENV) site .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12 ...")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable . --group dev
	@touch $@
