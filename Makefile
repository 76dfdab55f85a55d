# make run, make test and make check do everything from a fresh checkout: git, make, python3 and
# its venv module are enough. `make help` lists the targets.

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
INSTALL := $(PY) -m pip --disable-pip-version-check install --quiet --require-hashes
WORKERS ?= auto
TEST := QT_QPA_PLATFORM=offscreen $(PY) -m pytest -n $(WORKERS)
SAMPLE := samples/campaign.mopsmap
COMPILE := $(PY) -m uv pip compile pyproject.toml --universal --python-version 3.11 \
	--fork-strategy fewest --generate-hashes --upgrade --quiet --no-config \
	--custom-compile-command "make lock"

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run test check format bench screens validation texts lock clean office

help:
	@echo "make setup    create $(VENV) with the locked libraries, check Qt's system libraries"
	@echo "make run      start MOPsMap with the sample project (without a display: write its files)"
	@echo "make test     run the tests"
	@echo "make check    formatting, lint, types, import rules, tests"
	@echo "make format   format the code, fix what can be fixed"
	@echo "make bench    run the benchmarks"
	@echo "make screens  render every screen from the samples into out/screens"
	@echo "make validation  write docs/validation.md from the published examples"
	@echo "make texts    gather the texts for translators, compile the translations"
	@echo "make lock     renew the lock files"
	@echo "make clean    remove everything that was made"

# Set-up: a stamp in .venv that is missing or older than its lock file means work to do.

setup: $(VENV)/runtime.stamp

setup-dev: $(VENV)/dev.stamp

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "MOPsMap needs Python 3.11 or newer: install it, or name it:  make PYTHON=python3.11 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "Python's venv module is missing; on Debian type:  sudo apt-get install python3-venv"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/qt.stamp: resources/setup/system_packages.py | $(PY)
	@$(PY) $< qt && touch $@ || true

$(VENV)/runtime.stamp: requirements.lock | $(PY) $(VENV)/qt.stamp
	@echo "Installing the libraries into $(VENV) ..."
	@$(INSTALL) -r requirements.lock
	@touch $@

# The development set holds the run-time set too.
$(VENV)/dev.stamp: requirements-dev.lock | $(PY) $(VENV)/qt.stamp
	@echo "Installing the libraries and the development tools into $(VENV) ..."
	@$(INSTALL) -r requirements-dev.lock
	@touch $@ $(VENV)/runtime.stamp

# One test recalculates a workbook with LibreOffice and is skipped without it.
office: | $(PY)
	@if [ "$$CI" = true ] || [ "$$(id -u)" = 0 ]; then \
		$(PY) resources/setup/system_packages.py office || true; \
	elif ! command -v soffice >/dev/null; then \
		echo "LibreOffice is not installed: the test that recalculates workbooks is skipped."; \
	fi

run: setup
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ] || [ "$$(uname)" = Darwin ]; then \
		exec $(PY) main.py $(SAMPLE); \
	fi; \
	export QT_QPA_PLATFORM=offscreen; mkdir -p out && \
	$(PY) main.py report $(SAMPLE) -o out/campaign.xlsx && \
	$(PY) main.py picture $(SAMPLE) --map as-is -o out/campaign-as-is.png && \
	$(PY) main.py picture $(SAMPLE) --map to-be -o out/campaign-to-be.png && \
	echo "There is no display here, so no window was opened. The sample project was analyzed instead:" && \
	echo "out/campaign.xlsx (report), out/campaign-as-is.png and out/campaign-to-be.png (the two maps)."

test: setup-dev office
	$(TEST)

# The import rules are tests as well: tests/test_architecture.py
check: setup-dev office
	$(PY) -m ruff format --check
	$(PY) -m ruff check
	$(PY) -m mypy
	$(TEST)

format: setup-dev
	$(PY) -m ruff check --fix-only
	$(PY) -m ruff format

bench: setup-dev
	QT_QPA_PLATFORM=offscreen $(PY) -m benchmarks

screens: setup-dev
	$(PY) -m tests.screens $(ONLY)

validation: setup-dev
	$(PY) -m tests.examples.page

texts: setup-dev
	$(PY) resources/setup/texts.py

# --upgrade takes the newest versions that pyproject.toml allows, for every system and Python.
lock: setup-dev
	@$(PY) -m pip --disable-pip-version-check install --quiet uv
	$(COMPILE) -o requirements.lock
	$(COMPILE) --group dev -c requirements.lock -o requirements-dev.lock

clean:
	rm -rf $(VENV) out build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .benchmarks
	find . -name __pycache__ -prune -exec rm -rf {} +
