# make start: everything up at one address; make test: everything that can be checked; make lock: renew the lock file.
export RASA_TELEMETRY_ENABLED = false
PYTHON = .venv/bin/python

.PHONY: setup start train test lock
setup:
	@scripts/setup.sh

start: setup
	@$(PYTHON) -m scripts.start

train: setup
	@$(PYTHON) -m scripts.model

test: setup
	$(PYTHON) -m ruff check actions benchmarks components portaal routewijzer scripts tests
	$(PYTHON) -m routewijzer lint
	$(PYTHON) -m pytest -q

lock: setup
	PATH="$$PWD/.uv/bin:$$PATH" uv pip compile --python $(PYTHON) --universal --extra test pyproject.toml -o requirements.lock --generate-hashes --no-emit-index-url --no-emit-find-links -q
