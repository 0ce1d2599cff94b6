"""One trained model and one pair of servers for all live tests; a test that kills them takes its own pair."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from routewijzer import knowledge
from tests.live.servers import Client, Servers


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs the trained model and processes."""
    for item in items:
        if "tests/live/" in item.nodeid:
            item.add_marker(pytest.mark.live)


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The assistant, trained once for the run (or given by RW_TEST_MODEL, while working on tests)."""
    given = os.environ.get("RW_TEST_MODEL")
    if given:
        return Path(given)
    out = tmp_path_factory.mktemp("model")
    command = [sys.executable, "-m", "rasa", "train", "--out", str(out), "--fixed-model-name", "routewijzer"]
    env = os.environ | {"RASA_TELEMETRY_ENABLED": "false", "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(command, cwd=knowledge.ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return out / "routewijzer.tar.gz"


@pytest.fixture(scope="session")
def servers(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """Rasa and the portal, shared by the tests that leave them alone."""
    running = Servers(model, tmp_path_factory.mktemp("var")).start()
    yield running
    running.stop()


@pytest.fixture
def own_servers(model: Path, tmp_path: Path) -> Iterator[Servers]:
    """A pair that the test may kill."""
    running = Servers(model, tmp_path).start()
    yield running
    running.stop()


@pytest.fixture
def client(servers: Servers) -> Callable[..., Client]:
    """Starts a conversation."""
    return lambda mode="volledig": Client(servers, mode)
