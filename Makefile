# `make run` opens the app, `make test` runs every check; both set up what they need on a fresh machine with Python 3.11+.
PYTHON ?= python3
PORT ?= 8501
PY := .venv/bin/python
SCREEN := $(DISPLAY)$(WAYLAND_DISPLAY)$(filter Darwin,$(shell uname))

# Streamlit opens no browser for an st.App: wait for the port (half a minute), then open one.
OPEN = for i in $$(seq 60); do \
	$(PY) -c 'import socket; socket.create_connection(("127.0.0.1", $(PORT)))' 2> /dev/null && exec $(PY) -m webbrowser http://localhost:$(PORT) > /dev/null; \
	sleep 0.5; done

.PHONY: run test bench load picture models clean

run: .venv/runtime
	@$(if $(SCREEN),$(OPEN) &)
	$(PY) -m streamlit run app.py --server.port $(PORT)

test: .venv/browser
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	.venv/bin/lint-imports
	.venv/bin/oxlint --deny-warnings pages tests
	.venv/bin/oxfmt --check "pages/**/*.js" "tests/**/*.js"
	$(PY) -m pytest -n 2 --dist worksteal

load: .venv/browser
	$(PY) -m tests.load $(CROWDS) --visits

bench: .venv/browser .venv/bench
	$(PY) -m tests.bench $(PARTS)

picture: .venv/browser
	$(PY) -m docs.picture

models: .venv/runtime
	$(PY) -m core.shipped_models

clean:
	rm -rf .venv

# The files below .venv that make looks at are stamps: each says that its step was done after its requirements last changed.
.venv/python:
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit(f"Python 3.11 or newer is needed, $(PYTHON) is {sys.version.split()[0]}. Name another: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv .venv
	@touch $@

.venv/runtime: .venv/python requirements.txt
	$(PY) -m pip install --disable-pip-version-check -q -r requirements.txt
	@touch $@

.venv/dev: .venv/runtime requirements-dev.txt
	$(PY) -m pip install --disable-pip-version-check -q -r requirements-dev.txt
	@touch $@

.venv/bench: .venv/dev tests/bench/requirements.txt
	$(PY) -m pip install --disable-pip-version-check -q -r tests/bench/requirements.txt
	@touch $@

.venv/browser: .venv/dev
	$(PY) -m tests.browser
	@touch $@
