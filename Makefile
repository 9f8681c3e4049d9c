# make run              set up, build the study on first use, open the dashboard
# make run STUDY=NAME   the same for 1000genomes, which comes with Straits
# make run STUDY=two-countries  Denmark's and Singapore's studies apart: bundles go both ways, and both
#                       dashboards open, Denmark's on PORT and Singapore's on the one after it
# make run STUDY=my_study/study.yaml    the same for a study of your own
# make test             the tests; PYTEST="-m quick" for those that read no study and open no page
# make attacks          attacks on what a profile shows, with their controls, those that take long too
# make test-long        those that wait for long, and all that is drawn at random, oftener
# make check            style, types, import contracts, SQL style, no callbacks
# make format           rewrite Python and SQL in style
# make bench            Straits beside its peers; SCALE=full for ten times the people and bases
# make looks            pictures of every page, light and dark, at four widths; STORE, LOOKS=folder
# make record           write down what pages, queries and commands say; RECORDING=NAME
# make compare          say it again after a change, and print each difference
# make lock             write constraints.txt anew from the pins in requirements*.txt

# The study that a bare `make run` opens.
STUDY ?= demo

# A study of one's own is a file; its folder and name together name its store.
OWN := $(filter %.yaml %.yml,$(STUDY))
NAME := $(if $(OWN),$(notdir $(abspath $(dir $(STUDY))))-$(basename $(notdir $(STUDY))),$(STUDY))

# Folders outside the study's own that its files may lie in.
FILES_FROM ?=

PORT ?= 8501
STORE ?= stores/$(NAME)
RAW ?= stores/raw/$(NAME)
STATE ?= state/$(NAME)
PYTEST ?=
# make bench LINE="cohort text" runs these lines alone.
LINE ?=
SCALE ?= default
RECORDING ?= before

BIN := .venv/bin

# Compiled modules are kept beside their sources whatever the machine says: the tests start hundreds
# of processes, each of which would compile all of them again.
unexport PYTHONDONTWRITEBYTECODE

LOOKS ?= looks

.PHONY: run store looks test attacks test-long check format lock bench record compare
.DELETE_ON_ERROR:

STRAITS := $(BIN)/python -m straits

ifeq ($(STUDY),two-countries)
# Both end together.
run: store
	$(STRAITS) serve --store $(STORE)/denmark --state $(STATE)/denmark --purpose GRU --port $(PORT) & \
	trap "kill $$!" EXIT INT TERM; \
	$(STRAITS) serve --store $(STORE)/singapore --state $(STATE)/singapore --purpose GRU \
		--port $$(($(PORT) + 1))

store: .venv/runtime.stamp $(STORE)/exchanged
else
run: store
	$(STRAITS) serve --store $(STORE) --state $(STATE) --port $(PORT)

store: .venv/runtime.stamp $(STORE)/current
endif

# What docs/exchange.md walks two custodians through.
$(STORE)/exchanged: | .venv/runtime.stamp
	$(STRAITS) demo $(RAW) --study two-countries --scale $(SCALE)
	for country in denmark singapore; do \
		$(STRAITS) ingest $(RAW)/$$country.yaml --store $(STORE)/$$country || exit; \
	done
	for pair in "denmark singapore" "singapore denmark"; do \
		set -- $$pair; \
		$(STRAITS) bundle make $(RAW)/$$1.draft --store $(STORE)/$$1 --state $(STATE)/$$1 \
			--list pharmacogenes --genes CYP2C19,SLCO1B1 --name $$1-to-$$2 \
			--sender $(RAW)/$$1.pub --to $(RAW)/$$2.pub --purpose "To compare two countries" \
		&& $(STRAITS) bundle sign $(RAW)/$$1.draft --key $(RAW)/$$1.key --state $(STATE)/$$1 \
			--out $(RAW)/$$1.straits \
		&& $(STRAITS) bundle open $(RAW)/$$1.straits --study $(RAW)/$$2.yaml \
			--store $(STORE)/$$2 --now || exit; \
	done
	touch $@

# A release is published by moving the link `current`, so a store that was cut short has none.
# A study of one's own is read again when its study file has changed.
$(STORE)/current: $(OWN) | .venv/runtime.stamp
ifeq ($(OWN),)
	$(BIN)/python -m straits demo $(RAW) --study $(STUDY)
endif
	$(BIN)/python -m straits ingest $(or $(OWN),$(RAW)/study.yaml) --store $(STORE) \
		$(foreach folder,$(FILES_FROM),--files-from $(folder))

# Three workers on two cores, since some tests wait; tests/conftest.py says in which order.
test: .venv/dev.stamp
	$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder -m "not long" $(PYTEST)

attacks: .venv/dev.stamp
	$(BIN)/python -m pytest -n0 tests/attacks $(PYTEST)

test-long: .venv/dev.stamp
	$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder -m "long or hypothesis or repeats" \
		--hypothesis-profile=long $(PYTEST)

check: .venv/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/sqlfluff lint sql
	$(BIN)/lint-imports
	$(BIN)/python -m tests.lint.callbacks
	$(BIN)/mypy straits data_loaders demo tools

format: .venv/dev.stamp
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/sqlfluff fix sql

bench: .venv/dev.stamp benchmarks/.env/peers.stamp
	$(BIN)/python -m benchmarks $(LINE) --scale $(SCALE)

looks: .venv/dev.stamp
	$(BIN)/python -m tests.e2e.looks $(STORE) $(LOOKS)

record: .venv/dev.stamp
	$(BIN)/python -m tests.recording record $(RECORDING)

compare: .venv/dev.stamp
	$(BIN)/python -m tests.recording compare $(RECORDING)

# The peers: from Debian where that is possible, and from PyPI in an environment of their own.
benchmarks/.env/peers.stamp: benchmarks/requirements-peers.txt | $(BIN)/python
	@for tool in plink2 bcftools bgzip; do \
		command -v $$tool >/dev/null || exec apt-get install -y plink2 bcftools tabix; \
	done
	$(BIN)/python -m venv benchmarks/.env
	benchmarks/.env/bin/python -m pip install --quiet -r $<
	@touch $@

# An environment of its own, so that nothing left over from another branch is written down.
lock: .venv/dev.stamp
	rm -rf .venv/lock && $(BIN)/python -m venv .venv/lock
	sed '/^-c/d' requirements.txt > .venv/requirements.txt
	sed '/^-c/d' requirements-dev.txt > .venv/requirements-dev.txt
	.venv/lock/bin/python -m pip install --quiet -r .venv/requirements-dev.txt
	{ sed -n '/^#/p' constraints.txt; .venv/lock/bin/python -m pip freeze; } > .venv/constraints.txt
	mv .venv/constraints.txt constraints.txt && rm -rf .venv/lock

.venv/dev.stamp: .venv/runtime.stamp requirements-dev.txt
	$(BIN)/python -m pip install --quiet -r requirements-dev.txt
	@touch $@

.venv/runtime.stamp: requirements.txt requirements-data.txt constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet -r requirements.txt
	$(BIN)/python -m pip install --quiet --no-deps -r requirements-data.txt
	@touch $@

$(BIN)/python:
	@for python in $(PYTHON) python3.11 python3 python3.12 python3.13 python; do \
		"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
		if ! "$$python" -c 'import ensurepip, venv' 2>/dev/null; then \
			echo "$$python cannot make virtual environments: its venv module is missing." >&2; \
			echo "On Debian or Ubuntu: apt-get install python3-venv. Then run make again." >&2; \
			exit 1; \
		fi; \
		echo "Setting up .venv with $$("$$python" --version)"; \
		"$$python" -m venv .venv && exit 0; \
		rm -rf .venv; \
		exit 1; \
	done; \
	echo "Straits needs Python 3.11 or newer, and found none on the PATH." >&2; \
	echo "Install one, or name it: make run PYTHON=/path/to/python3.11" >&2; \
	exit 1
