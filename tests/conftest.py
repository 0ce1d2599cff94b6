"""Fixtures that the rooms' tests share."""

from __future__ import annotations

import datetime

import pytest

from routewijzer import knowledge


@pytest.fixture(scope="session")
def kb() -> knowledge.KnowledgeBase:
    """The project's own knowledge base."""
    return knowledge.load()


@pytest.fixture(scope="session")
def today() -> datetime.date:
    """A fixed day, so that ages do not drift."""
    return datetime.date(2026, 11, 24)
