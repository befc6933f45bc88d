# Two commands do everything: `make demo` and `make test`. Both set the project up first.
PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := help
# Compiled modules are kept, whatever the caller's environment says: hundreds of processes import the same ones.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help setup demo test test-slow style lint lab bench dist clean

help:            ## show this list
	@grep -E '^[a-z-]+: .*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1	/' | expand -t 18

setup: .venv/ready   ## make .venv with everything in it

.venv/ready: pyproject.toml cnn_utils/pyproject.toml constraints.txt
	@echo "Setting up .venv (a few minutes the first time; TensorFlow is the large part) ..."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; set PYTHON=...")'
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt \
		--editable './cnn_utils[application,lab]' --editable '.[application,browser,cluster,dev,fast]'
	@touch $@

demo: setup      ## simulate a class, grade it, print the table
	@$(BIN)/autograder sync
	@$(BIN)/autograder demo

# numpydoc's checks on what notebooks and users import, part of lint.
DOCSTRINGS := tests/test_docstrings.py
# What other tests leave to the garbage collector would end in the midst of compiling: alone, nothing is left.
COMPILING := tests/compiling
# A module's tests run in one process, so that what they share is made once.
PYTEST := $(BIN)/python -m pytest --numprocesses auto --dist loadscope

test: setup      ## lint, types, generated files and all tests that a change can break
	@echo "Checking style and types ..."
	@$(MAKE) --no-print-directory style
	@echo "Comparing generated files with their sources ..."
	@$(BIN)/autograder sync --check
	@echo "Running the tests ..."
	@$(PYTEST) -m "not slow" --ignore $(COMPILING)
	@$(BIN)/python -m pytest -m "not slow" $(COMPILING)

test-slow: setup ## the campaigns: whole mutation runs, kills, classes, trainings; MINUTES=20: what fits in
	@$(PYTEST) -m slow --ignore $(COMPILING) $(if $(MINUTES),--minutes $(MINUTES) --no-loadscope-reorder)
	@$(BIN)/python -m pytest -m slow $(COMPILING)

style: setup     ## ruff, mypy and the import contracts
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

lint: style      ## the same, and the public docstrings, which are among the tests
	@$(BIN)/python -m pytest --quiet --no-header --noconftest $(DOCSTRINGS)

lab: setup       ## open the students' notebooks in JupyterLab
	@$(BIN)/jupyter lab --notebook-dir release $$([ "$$(id -u)" -ne 0 ] || echo --allow-root)  # root: in a container

bench: setup     ## measure grading and layers on this machine
	@env -u OPENBLAS_CORETYPE $(BIN)/python -m benchmarks  # each library with the instructions it chooses itself

dist: setup      ## both distributions, wheel and sdist, into dist/
	@rm -f dist/convnets_step_by_step*
	@for project in cnn_utils .; do $(BIN)/python -m build --no-isolation --outdir dist "$$project" >/dev/null || exit; done
	@$(BIN)/twine check --strict dist/convnets_step_by_step*

clean:           ## remove the environment and everything generated beside the code
	rm -rf .venv build dist demo bench *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
