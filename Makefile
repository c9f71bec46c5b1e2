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

bench: .venv/dev ## measure feeds, imports and questions beside their yardsticks
	$(BIN)/python -m bench.feeds
	$(BIN)/python -m bench.imports 10000 100000
	$(BIN)/python -m bench.questions

format: .venv/dev ## put the code in order
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

soak: .venv/dev ## 200,000 examples of each property of feeds, and every feed of a full guide judged
	$(BIN)/pytest -n 2 tests/formats/ical tests/model/test_feed_options.py -m hypothesis --hypothesis-profile=soak --durations=0
	$(BIN)/pytest -n 2 tests/judges/test_every_feed.py tests/judges/test_imported_feeds.py --hypothesis-profile=soak -rP --durations=0

lock: ## write the hashed requirements anew (needs uv)
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --custom-compile-command 'make lock' --group build pyproject.toml -o requirements/run.txt
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --custom-compile-command 'make lock' --group build --group test --group check pyproject.toml -o requirements/dev.txt

clean: ## remove what was made, but no data
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
