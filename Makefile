# The words everybody uses, people and CI alike. Needs Python >= 3.11 and make; the environment makes itself.
PYTHON ?= python3
UV_VERSION := 0.13.8
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
BROWSED := $(VENV)/.browsed
export UV_PROJECT_ENVIRONMENT := $(VENV)
export UV_PYTHON_PREFERENCE := only-system
# Compiled files are kept, whatever the surroundings say: the tests start Python some hundred times.
unexport PYTHONDONTWRITEBYTECODE
ARGS ?=

.PHONY: demo test e2e pictures walk year lint check fmt bench eval migration manifest clean

demo: $(READY)
	$(BIN)/postmortem demo $(ARGS)

test: $(READY)
	$(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)

e2e: $(BROWSED)
	$(BIN)/python -m pytest tests/e2e $(ARGS)

pictures: $(BROWSED)
	$(BIN)/python -m tests.e2e.pictures

walk: $(READY)
	$(BIN)/python -m tests.scenarios.walk $(ARGS)

year: $(READY)
	$(BIN)/python -m tests.year.run $(ARGS)

lint: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint
	$(BIN)/python -m pytest tests/house $(ARGS)

fmt: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(if $(filter page,$(ARGS)),$(BROWSED),$(READY))
	$(BIN)/python -m tests.bench.run $(ARGS)

eval: $(READY)
	$(BIN)/python -m tests.evals.run $(ARGS)

manifest: $(READY)
	$(BIN)/postmortem manifest > manifest.yml

migration: $(READY)
	$(BIN)/python -m storage.migrate new "$(NAME)"

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis demo-out

# uv comes from pip into the environment that it then fills: two commands, no tool of your own needed.
$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12 …")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@test -x $(BIN)/uv || $(BIN)/python -m pip --quiet --disable-pip-version-check install uv==$(UV_VERSION)
	@$(BIN)/uv sync --quiet --python $(BIN)/python --inexact
	@touch $(READY)

# What drives a browser is large, and only `make e2e`, `make pictures` and `make bench ARGS=page` need it.
$(BROWSED): $(READY)
	@$(BIN)/uv sync --quiet --python $(BIN)/python --inexact --group e2e
	@touch $(BROWSED)
