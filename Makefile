# make start: everything up at one address; make test: everything that can be checked; make lock: renew the lock file.
export RASA_TELEMETRY_ENABLED = false
PYTHON = .venv/bin/python

.PHONY: setup start train test lock
setup:
	@scripts/setup.sh

start: setup
	@$(PYTHON) scripts/start.py

train: setup
	@$(PYTHON) -m routewijzer train
	@$(PYTHON) -m rasa train --fixed-model-name routewijzer > models/train.log 2>&1 || { tail -5 models/train.log; exit 1; }

test: setup
	$(PYTHON) -m ruff check actions components routewijzer scripts tests
	$(PYTHON) -m routewijzer lint
	$(PYTHON) -m pytest -q

lock: setup
	uv pip compile --python $(PYTHON) --universal --extra test pyproject.toml -o requirements.lock --generate-hashes --no-emit-index-url --no-emit-find-links -q
