# Every target makes the checkout ready first: Python 3.13, .venv, the pinned requirements, Azurite.
# What another project left in the environment must not decide what runs here.
unexport PYTHONPATH PYTHONHOME VIRTUAL_ENV NODE_OPTIONS NODE_PATH

PYTHON := .venv/bin/python
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help ready demo test lint bench soak up package lock clean

help: ## Say what there is to do
	@grep -hE '^[a-z]+:.*## ' Makefile | sed 's/:.*## /\t/' | expand -t 12

ready: ## Set this checkout up, and do nothing the second time
	@sh local/setup/ready.sh

demo: ready ## Watch leavers offboarded, quotas enforced and the audit judged, on a local tenant
	@$(PYTHON) -m local.commands demo

up: ready ## Run local tenant, storage and host until Ctrl-C
	@$(PYTHON) -m local.commands up

test: ready ## Run the tests
	@$(PYTHON) -m pytest -m "not soak" -n 2 --dist loadfile --cov --cov-report=term:skip-covered

soak: ready ## Run the long crash, load and fuzz tests
	@$(PYTHON) -m pytest -m soak

lint: ready ## Check format, rules, types, layers and infrastructure
	@sh local/setup/lint.sh

bench: ready ## Measure, and print what was measured
	@for script in benchmarks/[a-z]*.py; do \
	  [ ! -e "$$script" ] || $(PYTHON) "$$script" || exit 1; done

package: ready ## Make dist/nightshift.zip, ready to deploy
	@$(PYTHON) local/setup/package.py

lock: ready ## Pin the newest versions that pyproject.toml and package.json allow
	@$(PYTHON) -m uv pip compile pyproject.toml --universal --python-version 3.13 \
	  --generate-hashes --no-header --upgrade -q -o requirements.txt
	@$(PYTHON) -m uv pip compile pyproject.toml --extra tenant --group dev --universal \
	  --python-version 3.13 --generate-hashes --no-header --upgrade -q -o requirements-dev.txt
	@npm install --package-lock-only --no-audit --no-fund

clean: ## Remove what the other targets made
	@rm -rf .venv .local node_modules dist .coverage .pytest_cache .mypy_cache .ruff_cache \
	  .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
