# Two commands matter: `make run` shows the guide on the evening of a premiere, `make test` proves it.
PYTHON ?= python3
BIN := .venv/bin
.DEFAULT_GOAL := help

.PHONY: help run test check bench soak format lock clean

help: ## say what can be made
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' Makefile

.venv/run: requirements/run.txt pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev: requirements/dev.txt .venv/run
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

run: .venv/run ## install and start everything, on the evening of 1 June 2017
	$(BIN)/guide demo

test: .venv/dev ## install what tests need and run the whole suite
	tests/prepare
	$(BIN)/pytest -n 2 --dist loadgroup

check: .venv/dev ## lint, types, import contracts, schedules, compose file
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/guide check schedules

bench: .venv/dev ## measure feeds (nginx and wrk too where they are installed)
	$(BIN)/python -m bench.feeds

format: .venv/dev ## put the code in order
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

soak: .venv/dev ## 200,000 examples of each property of feeds
	$(BIN)/pytest -n 2 tests/formats/ical --hypothesis-profile=soak -k "writer or text or title"

lock: ## write the hashed requirements anew (needs uv)
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --custom-compile-command 'make lock' --group build pyproject.toml -o requirements/run.txt
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --custom-compile-command 'make lock' --group build --group test --group check pyproject.toml -o requirements/dev.txt

clean: ## remove what was made, but no data
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
