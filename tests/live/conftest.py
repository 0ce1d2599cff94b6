"""One trained model and one pair of servers for all live tests; a test that kills them takes its own pair."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scripts.model import ensure_model
from tests.live.servers import Client, Servers


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs the trained model and processes."""
    for item in items:
        if "tests/live/" in item.nodeid:
            item.add_marker(pytest.mark.live)


@pytest.fixture(scope="session")
def model() -> Path:
    """The assistant, trained once for the state of the data (or given by RW_TEST_MODEL, while working on tests)."""
    given = os.environ.get("RW_TEST_MODEL")
    return Path(given) if given else ensure_model()


@pytest.fixture(scope="session")
def servers(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """Rasa and the portal, shared by the tests that leave them alone."""
    running = Servers(model, tmp_path_factory.mktemp("var")).start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def own_servers(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """A pair that the tests of one file may kill, if they start again what they killed."""
    running = Servers(model, tmp_path_factory.mktemp("var")).start()
    yield running
    running.stop()


@pytest.fixture
def client(servers: Servers) -> Callable[..., Client]:
    """Starts a conversation."""
    return lambda mode="volledig": Client(servers, mode)
