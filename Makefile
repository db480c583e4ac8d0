# The front door. Everything behind it is Python: `.venv/bin/castmatch --help`.
STACK ?= dev
PYTHON ?= python3
VENV := .venv
CASTMATCH := $(VENV)/bin/python -m castmatch
.DEFAULT_GOAL := help
.PHONY: help setup up down plan preview services roles incident export env test check format matrix bench lock moved

help: ## Show this help
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{gsub(/[$$][$$]/, "$$"); printf "  make %-9s %s\n", $$1, $$2}'
	@echo "  STACK=<name> chooses Pulumi.<name>.yaml (now: $(STACK))"

setup: $(VENV)/installed ## Prepare this machine: everything but the `up`
	@$(CASTMATCH) setup --stack $(STACK) $(if $(YES),--yes)

up: $(VENV)/installed ## Bring the environment up and prove it (YES=1: install Docker where it is missing)
	@$(CASTMATCH) up --stack $(STACK) $(if $(YES),--yes)

down: $(VENV)/installed ## Take it down; the database stays (DELETE_DATA=<volume> deletes it)
	@$(CASTMATCH) down --stack $(STACK) --delete-data "$(DELETE_DATA)"

plan: $(VENV)/installed ## Show what is declared, without starting anything (FORMAT=text, mermaid, svg, json)
	@$(CASTMATCH) plan --stack $(STACK) $(if $(FORMAT),--format $(FORMAT))

preview: $(VENV)/installed ## Show what `up` would do and why (BASE=origin/main: against a revision, QUICK=1: nothing is started)
	@$(CASTMATCH) preview --stack $(STACK) --base "$(BASE)" $(if $(QUICK),--quick)

services: $(VENV)/installed ## Show services, addresses and role
	@$(CASTMATCH) services --stack $(STACK)

roles: $(VENV)/installed ## Show every role as the guardian sees it, and what it repaired
	@$(CASTMATCH) roles --stack $(STACK)

incident: $(VENV)/installed ## Play the incident on the running stack: drop the role under load, ten times
	@$(CASTMATCH) incident --stack $(STACK)

export: $(VENV)/installed ## Write the declaration for Docker Compose into a folder (OUTPUT=<folder>)
	@$(CASTMATCH) export compose --stack $(STACK) $(if $(OUTPUT),--output "$(OUTPUT)")

env: $(VENV)/installed ## What `castmatch` and a bare `pulumi up` need: eval "$$(make -s env)"
	@$(CASTMATCH) env

test: $(VENV)/installed-dev ## Run all tests that this machine can run; the others are named
	@$(VENV)/bin/pytest $(TESTS)

check: $(VENV)/installed-dev ## Lint, format, types, layers, workflows
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports --no-logo
	$(VENV)/bin/zizmor --quiet --offline --persona=auditor .github/workflows
	@$(FIND_ACTIONLINT); if command -v actionlint >/dev/null; then echo actionlint; actionlint; \
	  else echo "actionlint: not here, and no Go that can build it: the workflows were checked by zizmor alone"; fi

format: $(VENV)/installed-dev ## Format the code
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

matrix: $(VENV)/installed-dev ## Cause every known fault on real stacks; writes docs/incident-matrix.md (VIA=compose: …-compose.md)
	@$(VENV)/bin/python -m tests.incidents $(if $(VIA),--via $(VIA))

bench: $(VENV)/installed-dev ## Measure cold, no-op and repair times (docs/benchmarks.md)
	@$(VENV)/bin/python -m tests.bench

lock: $(VENV)/installed-dev ## Compile the pinned requirements again
	$(VENV)/bin/pip install --quiet pip-tools
	$(VENV)/bin/pip-compile $(LOCK) --allow-unsafe -o requirements.txt pyproject.toml
	$(VENV)/bin/pip-compile $(LOCK) --allow-unsafe --extra dev -o requirements-dev.txt pyproject.toml
	cd castmatch/guardian && ../../$(VENV)/bin/pip-compile $(LOCK) --allow-unsafe -c ../../requirements.txt \
	  -o requirements.txt requirements.in
	cd policy && ../$(VENV)/bin/pip-compile $(LOCK) --allow-unsafe -o requirements.txt requirements.in

LOCK := --quiet --generate-hashes --no-header --strip-extras \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links

# Its PyPI package downloads a program when it is installed. Go builds the same one from its own checksummed modules.
ACTIONLINT := github.com/rhysd/actionlint/cmd/actionlint@v1.7.12
FIND_ACTIONLINT = export PATH="$(CURDIR)/$(VENV)/bin:$$PATH"; command -v actionlint >/dev/null || \
	{ command -v go >/dev/null && GOBIN="$(CURDIR)/$(VENV)/bin" go install $(ACTIONLINT); } >/dev/null 2>&1 || true

# A virtual environment works only where it was made: in a clone that was moved it is made again.
MADE_IN := $(shell sed -n 's/^command = .* -m venv //p' $(VENV)/pyvenv.cfg 2>/dev/null)
MOVED := $(if $(MADE_IN),$(if $(filter $(MADE_IN),$(realpath $(VENV))),,moved))

moved:
	@echo "python: $(VENV) was made in $(MADE_IN), so it is made again here"
	@rm -rf $(VENV)

# The command `castmatch`, which runs this clone's code. One clone may link another's .venv: it is not redirected.
INSTALL_CASTMATCH := test -L $(VENV) || $(VENV)/bin/python -m pip install --quiet --disable-pip-version-check \
	--no-deps --no-build-isolation --editable .

$(VENV)/bin/python: $(MOVED)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "expected  Python 3.11 or newer"; echo "found     $$($(PYTHON) --version)"; \
	    echo "next      make $(MAKECMDGOALS) PYTHON=python3.11"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "next      apt-get install python3-venv"; exit 1; }

$(VENV)/installed: requirements.txt pyproject.toml $(MOVED) | $(VENV)/bin/python
	@printf 'python: installing the pinned packages into $(VENV) … '
	@begun=$$(date +%s); $(VENV)/bin/pip install --quiet --disable-pip-version-check --require-hashes \
	  -r requirements.txt && { $(INSTALL_CASTMATCH); } && echo "$$(($$(date +%s) - begun)) s"
	@touch $@

$(VENV)/installed-dev: requirements-dev.txt pyproject.toml $(MOVED) | $(VENV)/bin/python
	@echo "python: installing the pinned packages for tests into $(VENV) …"
	@$(VENV)/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@$(INSTALL_CASTMATCH)
	@touch $@ $(VENV)/installed
