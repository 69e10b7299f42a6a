# `make` alone lists what there is. Everything runs in .venv, which is built when it is needed.

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check
COMPILE := $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
	--custom-compile-command "make lock"
# How often `make faults` kills the bot, and at how many of its 385 pairs of a moment and a form of answers; `make test`
# does it a few times only.
KILLS ?= 50
# How many random worlds `make worlds` plays, of erasures and of removals; `make test` plays forty of each, others each day.
WORLDS ?= 10000
MACHINES ?= 1000
# How many faults `make storm` brings upon three replicas; SEED repeats a run.
FAULTS ?= 100

# Without what is compiled once for all, every process that a test starts would compile everything anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup run demo sandbox test test-all test-bare installed faults storm matrix crossover mutations batch worlds machines machine-mutants crowd mutants bench compare check page manifests reference site format test-pythons lock licences audit sbom clean

help: ## this list
	@sed -nE 's/^([a-z-]+):.*## (.*)/\1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r name does; do \
		printf '  make %-15s %s\n' "$$name" "$$does"; done

setup: .venv/ready ## build .venv with everything, exactly as locked; the others call it

.venv/ready: requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' || \
		{ echo 'Python 3.11, 3.12 or 3.13 is needed: make PYTHON=python3.12'; exit 1; }
	@echo 'Building .venv (a minute) ...'
	@$(PYTHON) -m venv .venv
	@$(PIP) --require-hashes -r requirements/dev.txt
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

run: setup ## the bot; with nothing configured, the playground at the address it prints
	@$(BIN)/dsrbot run

demo: setup ## the whole story in the terminal
	@$(BIN)/dsrbot demo

sandbox: setup ## only the stand-in for Customer Insights and Graph
	@$(BIN)/dsrbot sandbox

test: setup ## the tests, four at a time; of those that cost much, each case has one day in twenty-nine (five minutes)
	@tools/test

test-all: setup ## every case of every test: before a release, and where it matters (half an hour)
	@TEST_SHARE= tools/test

test-bare: setup ## those that want programs of others, as on a machine that has none of them
	@tools/test-bare

installed: setup ## what the compose file starts: the wheel in an empty environment with what is locked, on PostgreSQL (some minutes)
	@INSTALL=locked $(BIN)/pytest -q tests/test_installed.py

faults: setup ## the bot killed in the middle of its work, at each named moment too; one click delivered ten thousand times
	@KILLS=$(KILLS) DELIVERIES=10000 $(BIN)/pytest tests/faults tests/bot/test_slack_story.py -m faults -n 3 --dist worksteal -q

storm: setup ## three replicas at work while they are killed and stopped, and the database, each service and both chats fail: nothing lost, nothing twice (some minutes)
	@FAULTS=$(FAULTS) SEED=$(SEED) $(BIN)/pytest tests/faults/test_storm.py -m faults -q -s

matrix: setup ## every act by everybody on every request through every door; says how many were tried (ten minutes)
	@MATRIX=1 $(BIN)/pytest tests/matrix -q -s

crossover: setup ## who of one environment, workspace and tenant tries what on a request of the other, in one process and in three; says how many tries (ten minutes)
	@CROSSOVER=1 $(BIN)/pytest tests/crossover -q -s

mutations: setup ## every answer of Customer Insights changed in every way, one after the other (half an hour)
	@MUTATIONS=1 $(BIN)/pytest -n 6 --dist worksteal -m mutations -q tests/mutations tests/handlers/erasure/test_oddly_formed.py

batch: setup ## two hundred people in one batch: one approval, as many jobs as for one person, every end right (some minutes)
	@BATCH=200 $(BIN)/pytest tests/handlers/erasure/test_batch.py -k every_end_right -q -s --timeout 3600

worlds: setup ## an erasure and a removal of users in each of ten thousand random worlds, in virtual time: nobody is gone who is there (an hour)
	@WORLDS=$(WORLDS) $(BIN)/pytest tests/handlers -n 2 --dist worksteal -m worlds -q

machines: setup ## a thousand lives of requests, votes, codes, delegations, holds and people who leave, at random: nothing without those who must agree (half an hour)
	@MACHINES=$(MACHINES) $(BIN)/pytest tests/handlers/requests/test_by_chance.py -q

machine-mutants: setup ## sixteen rules of who must agree taken out, one by one: after how many such lives each is noticed (half an hour)
	@$(BIN)/python tools/machine_mutants.py $(MACHINES)

crowd: setup ## two hundred people erased from twelve sources at once: how many jobs and calls (some minutes)
	@$(BIN)/python -m bench.crowd

mutants: setup ## thirty lines of the product changed at random, one by one: the tests of their rooms notice (an hour)
	@$(BIN)/python tools/mutants.py 30 $(SEED)

bench: setup ## how fast, in nine parts (a quarter of an hour); PART="b d" runs some, QUICK=1 at small sizes, PAGE=1 writes docs/performance.md
	@$(BIN)/python -m bench $(if $(QUICK),--quick) $(if $(PAGE),--page) $(PART)

compare: setup ## what an act costs the processor, beside what it cost at SINCE=<revision>; fails where it is 1.3 times as dear (ROUNDS=2: a quarter of an hour)
	@$(BIN)/python -m bench.compare $(SINCE)

check: setup ## lint, format, strict types (of the tests, too), who may import whom, and whether the reference is what the code says
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python -m tools.reference --check
	@echo 'All checks passed.'

page: setup ## the playground's JavaScript, checked against its types; takes Node.js and npm
	@$(BIN)/python -m tests.bot.playground.typescript

manifests: setup ## what Slack and Teams are told of the bot, made anew after a command came or changed its name
	@$(BIN)/dsrbot manifest slack > manifest.yaml
	@$(BIN)/python -m tests.bot.teams.example

reference: setup ## write the reference in docs/ anew: commands, command line, settings, environment, metrics
	@$(BIN)/python -m tools.reference

site: setup ## docs/ as a site in build/site; a dead link, a missing anchor or a page that nothing leads to fails it
	@$(BIN)/python -m sphinx -q -W --keep-going -n -b html -c tools docs build/site
	@echo 'build/site/index.html'

format: setup ## put every file into shape
	@$(BIN)/ruff check --quiet --fix .
	@$(BIN)/ruff format --quiet .

test-pythons: ## the tests on every Python of pyenv that counts, each in an environment of its own
	@tools/test-pythons

lock: setup ## compile requirements/*.txt anew from pyproject.toml; UPGRADE=--upgrade for newer versions
	@$(COMPILE) $(UPGRADE) -o requirements/run.txt
	@$(COMPILE) $(UPGRADE) --extra traces -c requirements/run.txt -o requirements/traces.txt
	@$(COMPILE) $(UPGRADE) --extra traces --group dev -c requirements/run.txt -o requirements/dev.txt
	@$(subst pyproject.toml,requirements/audit.in,$(COMPILE)) $(UPGRADE) -o requirements/audit.txt

licences: setup ## write docs/licences.md anew, from what the packages say of themselves
	@$(BIN)/python tools/licences.py > docs/licences.md

audit: setup build/audit/ready ## every package against a public database of advisories, and its licence; ends with 2 where nobody answers
	@$(BIN)/python tools/audit.py build/audit/bin/pip-audit

build/audit/ready: requirements/audit.txt
	@$(PYTHON) -m venv build/audit
	@build/audit/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/audit.txt
	@touch $@

sbom: setup ## build/sbom.cdx.json: what the bot is made of, as CycloneDX; the same lock makes the same file
	@mkdir -p build
	@$(BIN)/python tools/sbom.py > build/sbom.cdx.json
	@echo 'build/sbom.cdx.json'

clean: ## take away .venv and everything that was built
	@rm -rf .venv build *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
