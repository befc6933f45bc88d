# Two commands do everything: `make demo` and `make test`. Both set the project up first.
PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint lab bench clean

help:            ## show this list
	@grep -E '^[a-z]+: .*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1	/' | expand -t 16

setup: .venv/ready   ## make .venv with everything in it

.venv/ready: pyproject.toml constraints.txt
	@echo "Setting up .venv (a few minutes the first time; TensorFlow is the large part) ..."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; set PYTHON=...")'
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[application,cluster,dev]'
	@touch $@

demo: setup      ## simulate a class, grade it, print the table
	@$(BIN)/autograder sync
	@$(BIN)/autograder demo

test: setup      ## lint, types, generated files and all tests
	@echo "Checking style and types ..."
	@$(MAKE) --no-print-directory lint
	@echo "Comparing generated files with their sources ..."
	@$(BIN)/autograder sync --check
	@echo "Running the tests ..."
	@$(BIN)/python -m pytest

lint: setup      ## ruff, mypy and the import contracts
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

lab: setup       ## open the students' notebooks in JupyterLab
	@$(BIN)/jupyter lab --notebook-dir release $$([ "$$(id -u)" -ne 0 ] || echo --allow-root)  # root: in a container

bench: setup     ## measure grading and layers on this machine
	@env -u OPENBLAS_CORETYPE $(BIN)/python -m benchmarks  # each library with the instructions it chooses itself

clean:           ## remove the environment and everything generated beside the code
	rm -rf .venv build dist demo bench *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
