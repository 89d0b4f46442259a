# Everything a developer does, from a machine with nothing but make and a Python 3: run `make` to see.
PYTHON ?= python3
BIN := .venv/bin
export UV := .local/bin/uv

.DEFAULT_GOAL := help
.PHONY: help run stop deploy test prove mutants bench soak load office openapi examples crawlers lock format lint environment

help: ## Show this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

environment:
	@$(PYTHON) local/bootstrap.py dev

run: ## Deploy the whole system locally, run the demo and leave it up (LEADSTREAM_PORT=4566)
	@$(PYTHON) local/bootstrap.py dev stack sam
	@$(BIN)/python -m local run

stop: environment ## Stop the local system; its data is kept
	@$(BIN)/python -m local stop

deploy: ## Deploy to AWS: shows what would change, then asks (STAGE=dev or prod; YES=1 does not ask)
	@$(PYTHON) local/bootstrap.py dev sam
	@$(BIN)/python -m console deploy "$(STAGE)" $(if $(YES),--yes)

test: lint ## Everything that CI checks
	@$(PYTHON) local/bootstrap.py stack sam
	@$(BIN)/python -m layers.build
	$(BIN)/pytest -n 3  # on 2 cores: who waits for the local stack leaves a core to the others

lint: environment ## The checks that run nothing: style, types, imports, template
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy --exclude-gitignore
	PYTHONPATH=functions $(BIN)/lint-imports --no-logo
	$(BIN)/cfn-lint infra/template.yaml

format: environment ## Lay out the code and mend what can be mended
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

MADE_UP := tests/faults tests/isolation tests/load tests/imports/test_interrupted.py tests/properties tests/contract tests/clocks tests/machines

prove: environment ## All that machines make up against the promises (make test tries a part), figures to docs/promises.md: within an hour on 2 cores
	@$(PYTHON) local/bootstrap.py audit stack sam
	.local/audit/bin/checkov --config-file infra/checkov.yaml
	@$(BIN)/python -m layers.build
	LEADSTREAM_THOROUGH=1 $(BIN)/pytest -n 2 --figures "make prove" $(MADE_UP) $$($(BIN)/python -m tests.promised $(MADE_UP))
	$(BIN)/python -m local.scan
	PYTHONPATH=functions nice $(BIN)/python -m tests.mutants

mutants: environment ## Change each line of the rules: does a test notice, and print the table (FEATURES="tiers leads" for these alone)
	@$(PYTHON) local/bootstrap.py audit
	PYTHONPATH=functions $(BIN)/python -m tests.mutants $(FEATURES)

bench: environment ## Measure, and print the table of docs/performance.md
	$(BIN)/python -m benchmarks

soak: environment ## A million events in every kind of weather, within 10 minutes on 2 cores; a million rows to Excel; ten thousand by webhooks
	PYTHONPATH=functions $(BIN)/python -m tests.soak
	PYTHONPATH=functions $(BIN)/python -m tests.soak.exports 100000
	PYTHONPATH=functions $(BIN)/python -m tests.soak.exports 1100000
	LEADSTREAM_THOROUGH=1 $(BIN)/pytest -q -n 0 --durations=1 tests/intake/test_storm.py

load: environment ## A busy company beside a quiet one, in process and on a local stack of its own, for 30 minutes (MINUTES=2)
	@$(PYTHON) local/bootstrap.py stack sam
	PYTHONPATH=functions $(BIN)/python -m tests.load --minutes $(or $(MINUTES),30)

office: environment ## Prove Excel files with LibreOffice, which Debian has as libreoffice-calc-nogui
	@command -v soffice >/dev/null || { echo "apt-get install libreoffice-calc-nogui"; exit 1; }
	$(BIN)/pytest tests/export/test_libreoffice.py

openapi: environment ## Write docs/openapi.json, docs/errors.md, docs/licences.md and the Postman collection from the code
	PYTHONPATH=functions $(BIN)/python -m local.openapi
	PYTHONPATH=functions $(BIN)/python -m local.collection
	PYTHONPATH=functions $(BIN)/python -m local.errors
	PYTHONPATH=functions $(BIN)/python -m local.licences

examples: environment ## Play the story of tests/examples and write docs/examples.json, which the API's document shows
	PYTHONPATH=functions $(BIN)/python -m tests.examples

crawlers: environment ## Take the newest public list of crawlers' user agents
	$(BIN)/python -m local.crawlers

lock: environment ## Choose package versions anew, within pyproject.toml, with their hashes
	for group in runtime printing tables dev stack sam audit; do \
	  $(UV) pip compile --quiet --universal --upgrade --generate-hashes --no-header --no-annotate \
	    --python-version 3.13 --group $$group -o locks/$$group.txt || exit 1; \
	done
