"""Reading policy prose: what is stated is found with its evidence, what only looks like it is left alone."""

from __future__ import annotations

import pytest

from routewijzer.understanding.passages import Reader


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.train()


def test_stored_reader_reads_the_same(reader: Reader, tmp_path) -> None:
    text = "De gemeente betaalt voor alle vrijwilligers de VOG en een verzekering."
    reader.save(tmp_path)
    assert Reader.load(tmp_path).read(text) == reader.read(text)
