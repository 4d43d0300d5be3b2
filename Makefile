# Every target makes what it needs: a fresh machine wants nothing but Python and make.
#   PYTHON  the interpreter that makes the environment     VENV  where the environment lies
#   ARGS    passed on, e.g. make test ARGS="-k ledger"

PYTHON ?= python3
VENV   ?= .venv
ARGS   ?=

BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
CLEAN  := build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

SHELL         := /bin/bash
.SHELLFLAGS   := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS     += --no-print-directory

.PHONY: help setup demo app check format-check lint types imports test test-browser browser format bench golden screenshots docs constraints clean

help: ## say what can be made (this list)
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

# ---------------------------------------------------------------- environment
setup: $(READY) ## make the environment in .venv (or VENV): aftermath, editable, with its tools

$(READY): pyproject.toml constraints.txt
	@echo "setting up $(VENV)"
	@$(PYTHON) -c 'import sys; sys.exit("Aftermath needs Python 3.11 or later." if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -m venv "$(VENV)"
	@"$(BIN)/python" -m pip install -qq --disable-pip-version-check -e '.[dev]' -c constraints.txt
	@touch "$@"

# ---------------------------------------------------------------- look
demo: setup ## compare two worlds: Aleppo falls, the siege is broken
	@"$(BIN)/aftermath" compare aleppo_falls siege_broken $(ARGS)

app: setup ## open the app in a browser
	@"$(BIN)/aftermath" app $(ARGS)

# ---------------------------------------------------------------- promise
CHECKS := format-check lint types imports test test-browser

check: setup ## format, lint, types, imports, tests: what CI runs, and nothing else
	@failed=; for step in $(CHECKS); do \
		started=$$SECONDS; $(MAKE) $$step || failed="$$failed $$step"; echo "   $$((SECONDS - started)) s"; \
	done; if [ -n "$$failed" ]; then echo "failed:$$failed" >&2; exit 1; fi; echo "all checks passed"

format-check: setup
	@echo "== format"
	@"$(BIN)/ruff" format --check .

lint: setup
	@echo "== lint"
	@"$(BIN)/ruff" check .

types: setup
	@echo "== types"
	@"$(BIN)/mypy"

imports: setup
	@echo "== imports"
	@said=$$("$(BIN)/lint-imports" --no-logo --no-cache) || { echo "$$said"; exit 1; }; \
	echo "$$said" | grep -E 'KEPT|Contracts:'

test: setup ## run the tests on all cores, but those in a browser
	@echo "== tests"
	@"$(BIN)/python" -m pytest -q -n auto --ignore=tests/browser $(ARGS)

# One after the other, on one server: they measure what a reader waits for.
test-browser: setup ## run the tests of the app in a real browser; they skip where there is none, but never in CI
	@echo "== tests in a browser"
	@"$(BIN)/python" -m pytest -q tests/browser

browser: ## install Chromium for those tests where it is missing (Debian and Ubuntu, as root)
	@command -v chromium >/dev/null || { echo "installing chromium"; apt-get update -qq; \
		DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null; }

format: setup ## rewrite the code in the house's format, mend what the linter can
	@"$(BIN)/ruff" format .
	@"$(BIN)/ruff" check --fix .

bench: setup ## measure speed against peers, as ratios
	@"$(BIN)/python" -m pip install -qq --disable-pip-version-check -e '.[dev,bench]' -c constraints.txt
	@"$(BIN)/python" -m benchmarks $(ARGS)

golden: setup ## rewrite tests/golden; explain the diff in the changelog under "numbers"
	@"$(BIN)/python" -m tests.golden $(ARGS)

screenshots: setup ## take pictures of every page of the app for the README (docs/images; wants Chromium)
	@"$(BIN)/python" -m tests.browser.shots $(ARGS)

docs: setup ## bring the tables in docs up to date with code and seeds
	@"$(BIN)/python" -m sim.document

# ---------------------------------------------------------------- upkeep
# One version for all Pythons wherever one exists; lines that must differ carry a marker.
OLDEST ?= python3.11
NEWER  ?= python3.12

constraints: ## resolve the newest versions afresh (wants python3.11 and python3.12)
	@tmp=$$(mktemp -d); trap 'rm -rf "$$tmp"' EXIT; \
	frozen() { "$$1/bin/python" -m pip freeze --exclude-editable | tr '[:upper:]' '[:lower:]' | LC_ALL=C sort; }; \
	install() { "$$1/bin/python" -m pip install -qq --disable-pip-version-check -e '.[dev,bench]' "$${@:2}"; }; \
	$(OLDEST) -m venv "$$tmp/oldest"; install "$$tmp/oldest"; frozen "$$tmp/oldest" > "$$tmp/old"; \
	grep -v '^mesa==' "$$tmp/old" > "$$tmp/shared"; \
	$(NEWER) -m venv "$$tmp/newer"; install "$$tmp/newer" -c "$$tmp/shared"; frozen "$$tmp/newer" > "$$tmp/new"; \
	if grep -n -E '@|://' "$$tmp/old" "$$tmp/new"; then echo "not a plain version" >&2; exit 1; fi; \
	{ sed -n '/^#/p' constraints.txt; \
	  { LC_ALL=C comm -12 "$$tmp/old" "$$tmp/new"; \
	    LC_ALL=C comm -23 "$$tmp/old" "$$tmp/new" | sed 's/$$/ ; python_version < "3.12"/'; \
	    LC_ALL=C comm -13 "$$tmp/old" "$$tmp/new" | sed 's/$$/ ; python_version >= "3.12"/'; } | LC_ALL=C sort; \
	} > "$$tmp/constraints.txt"; \
	cp "$$tmp/constraints.txt" constraints.txt; echo "constraints.txt: $$(grep -c '==' constraints.txt) lines"

clean: ## remove caches, built things and .venv
	@rm -rf $(CLEAN) .venv
	@find . -path ./.git -prune -o -type d -name __pycache__ -prune -exec rm -rf {} +
