PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test check format messages schema reference manual pictures docs bench torture test-pythons release clean

demo: $(VENV)/.ready
	$(BIN)/vekha demo

test: $(VENV)/.test-ready check
	$(BIN)/pytest -n auto --cov --cov-report=term-missing:skip-covered

check: $(VENV)/.test-ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m tests.audit

format: $(VENV)/.test-ready
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

messages: $(VENV)/.test-ready
	$(BIN)/python -m tests.pages.catalogue
	$(BIN)/pip install --quiet --no-deps --editable .

schema: $(VENV)/.test-ready
	$(BIN)/vekha schema config -o docs/schema/config.json
	$(BIN)/vekha schema mapping -o docs/schema/mapping.json

reference: $(VENV)/.test-ready
	$(BIN)/python -m tests.pages.reference

manual: $(VENV)/.test-ready
	$(BIN)/python -m tests.pages.manual

pictures: $(VENV)/.test-ready
	$(BIN)/python -m tests.pages.pictures

docs: $(VENV)/.test-ready
	$(BIN)/python -m tests.pages.site build/site

bench: $(VENV)/.test-ready
	$(BIN)/python benchmarks/idle.py
	$(BIN)/python benchmarks/reading.py
	$(BIN)/python benchmarks/reporting.py
	$(BIN)/python -m benchmarks.hostile
	$(BIN)/python -m benchmarks.summary

torture: $(VENV)/.test-ready
	$(BIN)/python -m benchmarks.torture

test-pythons: $(VENV)/.release-ready
	$(BIN)/nox

release: $(VENV)/.release-ready
	$(BIN)/python -m tests.release

clean:
	rm -rf $(VENV) build dist var .nox .coverage .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo 'Vekha needs Python 3.11 or newer; name one with: make PYTHON=python3.11' >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

# The catalogues are compiled when the package is installed, so a changed one installs it anew.
$(VENV)/.ready: $(VENV)/bin/python pyproject.toml constraints.txt hatch_build.py mappings/locale/ru/LC_MESSAGES/vekha.po
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.test-ready: $(VENV)/.ready
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test]'
	@touch $@

$(VENV)/.release-ready: $(VENV)/.test-ready
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[release]'
	@touch $@
