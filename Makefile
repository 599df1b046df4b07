# Every command works in a fresh clone with Python 3.11 or newer and nothing else prepared.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
export PORT ?= 8000
export HOST ?= 127.0.0.1

.DEFAULT_GOAL := help
.PHONY: help demo site first-code doctor dev test check test-faults lint format lock docs bench backup restore bom audit upgrade clean

help: ## what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

demo: $(VENV)/runtime ## a finished example site at http://localhost:$(PORT)
	@$(BIN)/python -m portal.demo

site: $(VENV)/runtime ## HOST_NAME=info.example.org: prepare this machine for a real site (docs/deploying.md)
	@test -n "$(HOST_NAME)" || { echo "Say the name readers use: make site HOST_NAME=info.example.org" >&2; exit 2; }
	@$(BIN)/python -m portal.site "$(HOST_NAME)"

first-code: $(VENV)/runtime ## print the code with which the first owner makes this site their own
	@$(BIN)/python manage.py first_code

doctor: $(VENV)/runtime ## what is set, what works, what is wrong and how it is mended; ARGS=--json
	@$(BIN)/python manage.py doctor $(ARGS)

dev: $(VENV)/complete ## a reloading server for development
	@$(BIN)/python manage.py migrate -v 0
	@$(BIN)/python manage.py runserver $(HOST):$(PORT)

test: $(VENV)/complete ## the whole suite
	@$(BIN)/python tests/run.py

check: $(VENV)/complete lint ## lint and the fast tests, for every commit
	@$(BIN)/python -m pytest -q -n 2 -m "not browser and not slow"

lint: $(VENV)/complete ## format, lint, types, templates, migrations, dangerous tools
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/djlint --lint --quiet templates
	@$(BIN)/mypy
	@SECRET_KEY=lint DATA_DIR=$(VENV)/lint-data $(BIN)/python manage.py makemigrations --check --dry-run
	@$(BIN)/python -m pytest -q tests/test_house.py tests/test_reviewed.py

format: $(VENV)/complete ## put the code in order
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

lock: $(VENV)/complete ## compile requirements*.txt from requirements*.in
	@$(BIN)/pip install -q uv
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url --no-header \
		requirements.in -o requirements.txt
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url --no-header \
		-c requirements.txt requirements-dev.in -o requirements-dev.txt

docs: $(VENV)/complete ## the documentation as a site in var/docs; a broken link is a failure
	@$(BIN)/python -m sphinx --builder html --conf-dir docs/site --fail-on-warning --keep-going --quiet . var/docs
	@echo "Open var/docs/README.html"

bench: $(VENV)/runtime ## measure the production stack; ARGS="--quick", ARGS="--compare FILE"
	@$(BIN)/python -m portal.bench $(ARGS)

backup: $(VENV)/runtime ## database and media into one checked file, while the site runs; ARGS=--check only checks the newest
	@$(BIN)/python manage.py backup $(ARGS)

restore: $(VENV)/runtime ## FILE=…: put a backup in place; refuses what is damaged or not ours; ARGS=--replace
	@test -n "$(FILE)" || { echo "Say which: make restore FILE=path-or-name" >&2; exit 2; }
	@$(BIN)/python manage.py restore "$(FILE)" $(ARGS)

test-faults: $(VENV)/complete ## bring every fault about, look what was lost, print a table; ARGS=word chooses
	@$(BIN)/python -m tests.faults.run $(ARGS)

bom: $(VENV)/runtime ## what is installed, with licences, as CycloneDX; ARGS=--licences for a list
	@$(BIN)/python -m portal.materials $(ARGS)

audit: $(VENV)/complete ## known vulnerabilities of what we run on; says so where there is no network
	@$(BIN)/python -m tests.audit

upgrade: $(VENV)/runtime ## after new code: backup, tables, static files, checks (docs/upgrading.md)
	@$(BIN)/python manage.py upgrade $(ARGS)

clean: ## remove what building made; keeps your data in var/
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed, and none was found." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/runtime: $(VENV)/bin/python requirements.txt
	@echo "Installing what the portal needs: a minute or two, this once …"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/complete: $(VENV)/bin/python requirements-dev.txt
	@echo "Installing what the portal and its tests need …"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@ $(VENV)/runtime
