# Two commands: `make demo` shows Umlauf, `make test` checks it. `make help` lists the rest.

PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
CATALOGUES := $(wildcard umlauf/locale/*/LC_MESSAGES/*.po)

.PHONY: help demo test soak lint bench docs messages locks clean

help:
	@echo 'make demo         show Umlauf on http://localhost:8000 (ONCE=1: end after the summary)'
	@echo 'make test         lint, types, contracts, tests on both databases and in the browser'
	@echo 'make soak         the long versions of the tests that come in two lengths'
	@echo 'make lint         everything that reads the code without running it'
	@echo 'make bench        measurements, as ratios of one run'
	@echo 'make docs         the documentation as a site in site/'
	@echo 'make messages     bring new texts into the catalogues in umlauf/locale'
	@echo 'make locks        choose newer versions for requirements/*.lock (ONLY=name: of one package)'
	@echo 'make clean        remove what make has built; var/ with the data of the demo stays'

demo: $(VENV)/.run $(VENV)/.catalogues
	@$(VENV)/bin/umlauf demo $(if $(ONCE),--once)

test soak: $(VENV)/.tests $(VENV)/.catalogues
	@$(RUN) scripts/debian_packages.py postgresql chromium-headless-shell openssl poppler-utils postfix faketime
	@$(RUN) scripts/steps.py $@

lint: $(VENV)/.tests $(VENV)/.catalogues
	@$(RUN) scripts/steps.py lint

bench: $(VENV)/.tests $(VENV)/.catalogues
	@$(RUN) scripts/debian_packages.py postgresql
	@$(RUN) -m bench.letters
	-@$(RUN) -m bench.dispatch
	@$(RUN) -m bench.rush
	@$(RUN) -m bench.country
	@$(RUN) -m bench.audit
	@$(RUN) -m bench.login

docs: $(VENV)/.tests
	@$(RUN) -m mkdocs build --strict --quiet
	@echo 'The documentation stands in site/index.html.'

messages: $(VENV)/.tests
	@$(RUN) -m scripts.messages
	@$(RUN) hatch_build.py

locks: $(VENV)/.uv
	@sh scripts/locks.sh $(VENV) $(ONLY)

clean:
	rm -rf $(VENV) build dist site .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find umlauf/locale -name '*.mo' -delete

# What stands in .venv. The empty files with a dot say which step was last done, so that a second run is fast.
$(VENV)/.uv: requirements/uv.lock scripts/venv.sh
	@sh scripts/venv.sh $(PYTHON) $(VENV)
	@touch $@

$(VENV)/.run: $(VENV)/.uv requirements/run.lock pyproject.toml hatch_build.py
	@sh scripts/install.sh $(VENV) requirements/run.lock
	@touch $@

$(VENV)/.tests: $(VENV)/.uv requirements/tests.lock pyproject.toml hatch_build.py
	@sh scripts/install.sh $(VENV) requirements/tests.lock
	@touch $@ $(VENV)/.run

$(VENV)/.catalogues: $(VENV)/.run $(CATALOGUES)
	@$(RUN) hatch_build.py
	@touch $@
