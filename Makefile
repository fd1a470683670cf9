# Every target sets itself up: it needs Linux, Python 3.11 to 3.13 with venv and pip, and make, and nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
TESTS := $(BIN)/python -m pytest tests -n auto --dist loadfile --no-loadscope-reorder
SEED = $(shell date +%s)

.PHONY: demo test check fuzz faults seeds nbgrader audit bench golden stubs clean
.DEFAULT_GOAL := demo

# torch first and by its exact version: a range would let pip pick a build with gigabytes of CUDA libraries.
$(VENV)/.ready: constraints.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' || \
	  { echo "gradkit needs Python 3.11 to 3.13; run make PYTHON=/path/to/one, not $$($(PYTHON) --version)"; exit 2; }
	@echo "Setting up $(VENV) (a few minutes the first time) ..."
	@$(PYTHON) -m venv --clear $(VENV)
	@$(PIP) install "$$(grep '^torch==' constraints.txt)" --constraint constraints.txt
	@$(PIP) install --editable . --constraint constraints.txt
	@touch $@

$(VENV)/.ready-dev: $(VENV)/.ready
	@$(PIP) install --editable '.[dev]' --constraint constraints.txt
	@touch $@

demo: $(VENV)/.ready  ## grade the bundled sample cohort
	@$(BIN)/gradkit grade instructor/samples --out out/demo

test: $(VENV)/.ready-dev  ## run every test
	@$(TESTS)

check: $(VENV)/.ready-dev  ## all that CI runs
	@$(BIN)/ruff format --check --diff .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/python -m autograder.course.stubs --check
	@$(BIN)/python -m autograder.notebooks.course --check
	@$(TESTS)

fuzz: $(VENV)/.ready-dev  ## read 100 000 frames that nobody should send; make fuzz SEED=1 repeats a run
	@$(BIN)/python tests/kit/sandbox/fuzz.py 100000 $(SEED)

faults: $(VENV)/.ready-dev  ## kill our own processes 200 times while a cohort is graded; about 20 minutes
	@$(BIN)/python tests/kit/faults.py 200 $(SEED)

seeds: $(VENV)/.ready-dev  ## put every known answer to the hidden suites with ten seeds; more than an hour
	@for seed in 0 1 2 3 4 5 6 7 8 9; do \
	  GRADKIT_SEED=$$seed $(BIN)/python -m pytest -n auto --dist loadfile tests/kit/grading || exit; \
	done

nbgrader: $(VENV)/.ready-dev  ## grade the samples as notebooks, by nbgrader's autograde and by ours; about 15 minutes
	@$(BIN)/python tests/kit/both_ways.py

stubs: $(VENV)/.ready  ## write what is made of solutions/ afresh: learners' stubs, and notebooks for nbgrader
	@$(BIN)/python -m autograder.course.stubs
	@$(BIN)/python -m autograder.notebooks.course

golden: $(VENV)/.ready-dev  ## write the expected results of the sample cohort afresh; read the diff before you commit it
	@$(BIN)/python tests/kit/golden.py

audit: $(VENV)/.ready-dev  ## prove the hidden suites with every known answer and with mutants; it writes out/audit.html
	@mkdir -p out
	@$(BIN)/gradkit audit --html out/audit.html

bench: $(VENV)/.ready-dev  ## measure; it writes instructor/benchmarks/results.md
	@$(BIN)/python instructor/benchmarks/bench.py

clean:
	rm -rf $(VENV) out build dist *.egg-info
