# Evenhand: `make run` starts everything on this machine, `make test` checks everything.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:
# Compiled once, not by each of the many processes of a run: pytest's workers, web, workers, beat.
unexport PYTHONDONTWRITEBYTECODE

BIN := .venv/bin
TEMPLATES := $(shell find templates jobspecs interviews scoring -name '*.html' 2>/dev/null)
# What checks touch is the tests' servers, never the data of an installation.
CHECKS := env -u DATABASE_URL -u REDIS_URL EVENHAND_DATA="$${EVENHAND_TEST_DATA:-$${TMPDIR:-/tmp}/evenhand-tests-$$(id -u)}"

.PHONY: help install install-dev run lint test test-llm bench load screenshots

help: ## say what there is
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile | expand -t 22

install: ## make .venv and install what the lock file names; SPEECH=0 leaves out what listens and speaks
	@requirements/install $(if $(filter 0,$(SPEECH)),base,speech)

install-dev: ## the same, with what checks and tests need
	@requirements/install dev

run: install ## start everything at http://127.0.0.1:8000 (PORT=, HOST=, EVENHAND_DATA= change it)
	@exec $(BIN)/python -m config.supervisor

lint: install-dev ## style, templates, types, forgotten migrations
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(if $(TEMPLATES),$(BIN)/djhtml --check $(TEMPLATES),@echo "no templates")
	$(BIN)/mypy -n 2 .
	$(CHECKS) $(BIN)/python manage.py makemigrations --check --dry-run

test: install-dev chromium lint ## all of lint, then all tests, in parallel
	$(BIN)/pytest -n 3 --no-loadscope-reorder $(PYTEST)

.PHONY: chromium
chromium:
	@.ci/chromium

test-llm: install-dev ## draft and grade with a real small model on this machine (docs/llm.md; ARGS=draft, ARGS=grade); fetches 1.1 GB, compiles its server
	@exec $(BIN)/python -m tests.llm $(ARGS)

bench: install-dev chromium ## measure against gates, print a table, write docs/benchmarks.md and .json
	$(BIN)/python -m tests.bench

load: install-dev chromium ## ten minutes of 240 people and a batch at once (ARGS="--folder …"; docs/scale.md); then exit code 1 where a bound is broken
	$(BIN)/python -m tests.load $(ARGS)

screenshots: install-dev chromium ## take the pictures of the README again
	$(BIN)/python -m tests.browser.screenshots
