# Everything that is ever run by hand or by CI. `make demo` and `make test` work on a fresh Debian machine.
PORT ?= 8000
PYTHON ?= python3.11
VENV := .venv
PY := $(VENV)/bin/python
STAMP := $(VENV)/.installed

.PHONY: install demo test check bench chaos lock messages vendor screenshots packages

install: $(STAMP)

$(STAMP): requirements.lock scripts/compile_messages.py $(wildcard locale/*/LC_MESSAGES/*.po)
	@scripts/make_venv $(PYTHON) $(VENV)
	@VIRTUAL_ENV=$(VENV) $(VENV)/bin/uv pip install -q --require-hashes -r requirements.lock
	@$(PY) scripts/compile_messages.py
	@touch $@

demo: install ## serve a contest under way; LIVE=1 adds players, PORT chooses the port
	@$(PY) manage.py demo --port $(PORT) $(if $(LIVE),--live)

packages: ## what Debian must bring for the tests: a browser, fonts, PostgreSQL, Redis, gettext
	@scripts/debian_packages chromium fonts-noto-cjk postgresql redis-server gettext

test: install packages ## all tests, on SQLite and memory, then on PostgreSQL and Redis, then in the browser
	@$(PY) -m pytest -n 2 -m "not browser"
	@$(PY) scripts/with_servers.py -- $(PY) -m pytest -n 2 -m "not browser" tests/live tests/scoring tests/demo tests/negotiation/practice tests/negotiation/editor tests/training
	@$(PY) -m pytest -m browser

check: install ## everything that can be said without running it
	@scripts/debian_packages gettext
	@$(VENV)/bin/ruff format --check --quiet . && $(VENV)/bin/ruff check --quiet .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports --config pyproject.toml > /dev/null || $(VENV)/bin/lint-imports --config pyproject.toml
	@$(VENV)/bin/djlint --quiet --check --lint templates
	@$(PY) manage.py makemigrations --check --dry-run -v 0
	@$(PY) scripts/check_messages.py
	@ALLOWED_HOSTS=xieshang.example SECRET_KEY=$$($(PY) -c "import secrets; print(secrets.token_urlsafe(64))") \
		$(PY) manage.py check --deploy --fail-level WARNING -v 0
	@echo "check: clean"

bench: install ## ratios of one run, side by side with their references; BENCH_QUICK=1 for a first look
	@$(PY) -m bench

chaos: install ## CASE=kill9 KILLS=200 CLIENTS=24 SEED=7
	@$(PY) -m bench.chaos --case $(or $(CASE),kill9) --kills $(or $(KILLS),20) --clients $(or $(CLIENTS),24) --seed $(or $(SEED),7)

lock: install ## resolve pyproject.toml anew
	@$(VENV)/bin/uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header -q -o requirements.lock

messages: install ## collect the sentences to translate
	@cd $(CURDIR) && $(PY) manage.py makemessages -l zh_Hans --no-obsolete --no-location -v 0 $(IGNORE) && \
		$(PY) manage.py makemessages -l zh_Hans -d djangojs --no-obsolete --no-location -v 0 $(IGNORE)

IGNORE := --ignore=.venv --ignore=var --ignore=static/vendor --ignore=tests --ignore=bench

vendor: install ## fetch the browser libraries anew from npm
	@$(PY) scripts/vendor.py

screenshots: install packages ## the pictures of the README, taken from a demo of their own
	@$(PY) scripts/screenshots.py
