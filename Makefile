# SkillGraph: every target works from a clean clone; .venv is made when it is missing or out of date.

PYTHON ?= python3
BIN := .venv/bin
DATA ?=
HOST ?= 127.0.0.1
PORT ?= 8000
GAPS ?= docs/evaluation/further_judgements.txt
EVERYDAY ?= docs/evaluation/everyday_queries.tsv

.PHONY: help install run test test-data check format bench evaluate

help:
	@echo "make run        install, load the sample (or DATA=folder), serve on http://$(HOST):$(PORT)"
	@echo "make test       the whole suite          make test-data  what needs SKILLGRAPH_DATA_DIR"
	@echo "make check      ruff, mypy, import contracts, migrations, deployment check"
	@echo "make bench      benchmarks as ratios      make evaluate   the tables of docs/evaluation.md"

install: .venv/installed

# hnswlib is compiled without the building machine's special instructions, so that .venv may move.
.venv/installed: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	HNSWLIB_NO_NATIVE=1 $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

run: install
	$(BIN)/python manage.py quickstart $(if $(DATA),--data $(DATA)) --host $(HOST) --port $(PORT)

test: install
	$(BIN)/python -m pytest

test-data: install
	$(BIN)/python -m pytest -m data

check: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy skillgraph_site search explain graphdata tests
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run
	SKILLGRAPH_TLS=true $(BIN)/python manage.py check --deploy --fail-level WARNING

format: install
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: install
	$(BIN)/python -m tests.bench

evaluate: install
	$(BIN)/python manage.py evaluate all --page docs/evaluation.md \
		$(if $(GAPS),--gaps "$(GAPS)") $(if $(EVERYDAY),--everyday "$(EVERYDAY)")
