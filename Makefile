# Two commands matter: `make run` and `make test`. Each line below says what the others are for.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory
# Python may keep what it compiled: without that each of our processes takes half as long again to start.
unexport PYTHONDONTWRITEBYTECODE
BIN := .venv/bin
UV := .tools/bin/uv
FRONT_END_SOURCES := $(shell find frontend/src -type f) frontend/package.json frontend/vite.config.ts frontend/boundaries.ts frontend/tsconfig.json src/lianzhang/registers/city_map/boundaries.json

.PHONY: help
help: ## show these lines
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' Makefile | awk -F'|' '{ printf "  make %-12s %s\n", $$1, $$2 }'

.PHONY: run
run: .venv/.run frontend/dist/manifest.json ## start on 127.0.0.1:8000 (PORT and DATABASE_URL are honoured)
	@exec $(BIN)/lianzhang up

.PHONY: check
check: .venv/.test frontend/dist/manifest.json ## the fast part: style, types, imports, tests on SQLite without a browser and without crashes
	scripts/check-code
	$(BIN)/pytest -n 2 -q -m "not journey and not crash"

.PHONY: test
test: .venv/.test frontend/dist/manifest.json ## everything: check, PostgreSQL, browser journeys
	@scripts/ensure-test-tools
	scripts/check-code
	@scripts/test

.PHONY: coverage
coverage: .venv/.test frontend/dist/manifest.json ## which lines the tests on SQLite reach; half as slow again
	$(BIN)/pytest -n 2 --dist worksteal -q -m "not journey" --cov --cov-report=term

.PHONY: bench
bench: .venv/.test frontend/dist/manifest.json ## measure speed and size on SQLite and PostgreSQL
	@scripts/ensure-test-tools
	$(BIN)/python -m bench
	scripts/with-postgres $(BIN)/python -m bench

.PHONY: screenshots
screenshots: .venv/.test frontend/dist/manifest.json ## photograph the pages that the README shows into docs/images
	@scripts/ensure-test-tools
	$(BIN)/python scripts/screenshots

.PHONY: format
format: .venv/.test ## put Python code and templates into their one form
	$(BIN)/ruff check --fix-only -q .
	$(BIN)/ruff format .
	$(BIN)/djangofmt --quiet src

.PHONY: lock
lock: $(UV) ## choose new versions within requirements/*.in and write the locks
	@for name in tools node run test; do \
	  $(UV) pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	    --no-header --no-annotate requirements/$$name.in -o requirements/$$name.txt || exit 1; \
	done
	scripts/with-node npm update --package-lock-only

.PHONY: clean
clean: ## remove everything that was built; data in var/ stays
	rm -rf .venv .tools .node build frontend/dist frontend/node_modules .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage*

$(UV): requirements/tools.txt
	@scripts/install-tools

.venv/.run: $(UV) requirements/run.txt pyproject.toml chainlab/pyproject.toml
	@scripts/install-python run

.venv/.test: $(UV) requirements/test.txt pyproject.toml chainlab/pyproject.toml
	@scripts/install-python test

frontend/node_modules/.package-lock.json: frontend/package-lock.json frontend/.npmrc | $(UV)
	@echo "安装前端依赖……"
	@scripts/with-node npm ci --no-progress --loglevel=error
	@touch $@

frontend/dist/manifest.json: frontend/node_modules/.package-lock.json $(FRONT_END_SOURCES) | .venv/.run
	@echo "构建前端……"
	@scripts/with-node npm run --silent build -- --logLevel=warn
	@$(BIN)/python -m whitenoise.compress --quiet frontend/dist
	@touch $@
