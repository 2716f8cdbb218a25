# What people do with the portal. Nothing here needs Docker, a database service or the network
# once `make setup` has run.

PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin

# Dozens of processes start here: without Python's cache each would compile the whole portal anew.
export PYTHONDONTWRITEBYTECODE =

# `check --deploy` reads production settings; nothing is contacted at these addresses.
EXAMPLE := https://example.invalid
PRODUCTION := DJANGO_SETTINGS_MODULE=portal.settings.production \
	DJANGO_SECRET_KEY=only-for-this-check-and-long-enough-to-pass-it-0123456789-abcdefghij \
	DATABASE_URL=postgres://nobody@example.invalid/portal REDIS_URL=redis://example.invalid \
	ALLOWED_HOSTS=example.invalid PORTAL_URL=$(EXAMPLE) VNEID_URL=$(EXAMPLE) \
	PORTAL_ROLE=portal_desk PORTAL_PROXIES=none \
	CIVIL_STATUS_REGISTER_URL=$(EXAMPLE) RESIDENCE_REGISTER_URL=$(EXAMPLE) \
	SOCIAL_INSURANCE_URL=$(EXAMPLE) MESSAGING_URL=$(EXAMPLE) \
	COMMUNE_WELFARE_URL=$(EXAMPLE) HOME_AFFAIRS_URL=$(EXAMPLE) HOSPITAL_GATEWAY_URL=$(EXAMPLE)

.PHONY: help setup demo test check faults bench

help:
	@echo "make demo     run the whole portal here, outside systems simulated (PORT=$(PORT))"
	@echo "make test     run the tests on a real PostgreSQL"
	@echo "make check    lint, types, the contracts of the house, deployment settings, migrations"
	@echo "make faults   the long set of fault tests        make bench   measure"
	@echo "make setup    only install, into .venv"

setup:
	@bin/setup "$(PYTHON)"

demo: setup
	@exec $(BIN)/python manage.py demo --port $(PORT)

# A third process would starve the fault tests, which time a whole portal on two cores.
test: setup
	$(BIN)/python -m pytest -n 2

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(PRODUCTION) $(BIN)/python manage.py check --deploy --fail-level WARNING
	$(BIN)/python manage.py makemigrations --check --dry-run

faults: setup
	FAULTS=long $(BIN)/python -m pytest tests/faults -m faults

bench: setup
	$(BIN)/python -m tests.bench
