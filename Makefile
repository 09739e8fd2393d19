PYTHON ?= python3
VENV := .venv
RECOURS := $(VENV)/bin/recours
DEMO := .demo
SUPPLY := .supply
#: What Python compiles is kept, whatever the environment says: else each process of each test compiles it again.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help pictures demo demo-reset test soak walk fuzz fuzz-smpp audit sbom check lint types catalogs

help: ## what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(VENV)/.installed ## start everything with demo data and print the addresses
	@$(RECOURS) serve --demo --data $(DEMO)

demo-reset: ## forget the demo's data; the next `make demo` starts anew
	rm -rf $(DEMO)

pictures: $(VENV)/.dev ## take the pictures that README and docs show
	RECOURS_PICTURES=docs/pictures $(VENV)/bin/python -m pytest $(addprefix tests/browser/,test_story.py test_whole_story.py test_every_page.py)

fuzz: $(VENV)/.dev ## damaged bytes for every decoder, guided by coverage (Python 3.11 on Linux); FUZZ_SECONDS=60 is the time for each
	$(VENV)/bin/pip install -q --disable-pip-version-check --no-deps --require-hashes -r requirements/fuzz.txt
	$(VENV)/bin/python -m tests.fuzz.every $(or $(FUZZ_SECONDS),20)

fuzz-smpp: $(VENV)/.dev ## a million damaged SMPP PDUs, guided by coverage
	$(VENV)/bin/pip install -q --disable-pip-version-check --no-deps --require-hashes -r requirements/fuzz.txt
	$(VENV)/bin/python -m tests.fuzz.smpp 1000000 .fuzz/smpp

#: Training's own environment (nlu.txt) is Rasa's choice and serves nobody: told by hand, never a reason to fail.
AUDITED := $(addprefix requirements/,base.txt dev.txt fuzz.txt audit.txt)

audit: $(VENV)/.dev $(SUPPLY)/.installed ## ask which pinned packages have known vulnerabilities (ends with 3 where nobody could be asked)
	$(VENV)/bin/python -m tests.supply.vulnerabilities $(SUPPLY)/bin/pip-audit $(AUDITED)

sbom: $(VENV)/.dev $(SUPPLY)/.installed ## write sbom.json, the list of all that runs (CycloneDX), and check that it is whole
	$(SUPPLY)/bin/cyclonedx-py requirements requirements/base.txt --of JSON --output-reproducible -o sbom.json
	$(VENV)/bin/python -m tests.supply.sbom sbom.json requirements/base.txt

test: $(VENV)/.dev ## run all tests; WORKERS=2 is how many run at a time
	$(VENV)/bin/python -m pytest -n $(or $(WORKERS),4) --dist loadgroup

walk: $(VENV)/.dev ## walk every dialogue at random for 100,000 steps
	RECOURS_WALK_STEPS=100000 $(VENV)/bin/python -m pytest tests/unit/bot/test_walk.py tests/unit/bot/test_helping.py

soak: $(VENV)/.dev ## phones that keep talking by SMS and USSD while the service is killed; SOAK_MINUTES=240 is four hours
	SOAK_MINUTES=$(or $(SOAK_MINUTES),240) $(VENV)/bin/python -m pytest -s tests/crash/test_soak.py

check: lint types catalogs ## ruff, mypy, import-linter, catalogs

lint: $(VENV)/.dev
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/lint-imports

types: $(VENV)/.dev
	$(VENV)/bin/mypy

catalogs: $(VENV)/.dev
	$(VENV)/bin/python -m locales

$(VENV)/.installed: requirements/base.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Recours needs Python 3.11 or newer: make PYTHON=/path/to/python3.11 ...")'
	test -x $(VENV)/bin/python || $(PYTHON) -m venv $(VENV)
	$(VENV)/bin/pip install -q --disable-pip-version-check --require-hashes -r requirements/base.txt
	$(VENV)/bin/pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(VENV)/bin/python -m compileall -q -x nlu/training bot console locales nlu programmes sms_gateway storage
	$(VENV)/bin/python -m console.templating
	touch $@

$(VENV)/.dev: $(VENV)/.installed requirements/dev.txt
	$(VENV)/bin/pip install -q --disable-pip-version-check --require-hashes -r requirements/dev.txt
	touch $@

$(SUPPLY)/.installed: requirements/audit.txt
	test -x $(SUPPLY)/bin/python || $(PYTHON) -m venv $(SUPPLY)
	$(SUPPLY)/bin/pip install -q --disable-pip-version-check --require-hashes -r requirements/audit.txt
	touch $@

NLU_ENV := nlu/training/.venv
#: No cache: Rasa's knows the data and the settings, not the code in nlu/ that its components call.
RASA := RASA_TELEMETRY_ENABLED=false RASA_MAX_CACHE_SIZE=0 .venv/bin/rasa

.PHONY: nlu-env nlu-train nlu-report nlu-rivals

nlu-env: $(NLU_ENV)/.installed ## Rasa's own environment (Python 3.10), for training

nlu-train: nlu-env $(VENV)/.dev ## train the understanding in Rasa and compile it into nlu/model/
	cd nlu/training && $(RASA) train nlu --nlu data --out models --fixed-model-name recours
	$(NLU_ENV)/bin/python -m nlu.training.spoken nlu/model/spoken.npz
	$(VENV)/bin/python -m nlu.training.evidence nlu/model/evidence.npz
	$(NLU_ENV)/bin/python -m nlu.training.compile nlu/training/models/recours.tar.gz

nlu-report: nlu-env $(VENV)/.dev ## cross-validate, time and write docs/nlu_figures.md, with what nlu-train and nlu-rivals left; NLU_DEV=file.tsv judges that too
	$(NLU_ENV)/bin/python -m nlu.training.cross_validate nlu/training/results/folds.jsonl
	$(VENV)/bin/python -m nlu.training.rivals.speed nlu/training/results/speed.txt
	$(VENV)/bin/python -m nlu.training.report nlu/training/results/folds.jsonl docs/nlu_figures.md $(if $(NLU_DEV),--dev $(NLU_DEV))

nlu-rivals: nlu-env ## train and test Rasa's own DIET and logistic regression on one fold, in nlu/training/results/
	$(NLU_ENV)/bin/python -m nlu.training.rivals.one_fold nlu/training/results/fold
	cd nlu/training && for rival in lr diet; do mkdir -p results/$$rival && begun=$$(date +%s) && \
	  $(RASA) train nlu --config rivals/$$rival.yml --nlu results/fold/train.yml --out results/$$rival --fixed-model-name $$rival && \
	  echo $$(($$(date +%s) - begun)) > results/$$rival/seconds && \
	  $(RASA) test nlu --nlu results/fold/test.yml --model results/$$rival/$$rival.tar.gz --out results/$$rival --no-plot --no-errors; done

$(NLU_ENV)/.installed: requirements/nlu.txt nlu/training/make_env.sh
	sh nlu/training/make_env.sh $(NLU_ENV)
	touch $@
