"""The floor under the held-out figures: what was measured once may not be lost."""

from __future__ import annotations

import pytest

from routewijzer.understanding import Understanding, ensure_trained
from routewijzer.understanding.evaluate import measure

#: A little below what is measured (docs/adr/0003-pipeline.md), so that only a real loss fails.
AT_LEAST = {
    "right at once": 0.78,
    "right after at most one question": 0.94,
    "acts right": 0.92,
    "mixed: value right at once": 0.75,
}
AT_MOST = {"wrong": 0.03, "answers taken for another act": 0.01}


@pytest.mark.slow
def test_held_out_figures_keep_their_floor():
    figures = measure(Understanding.load(ensure_trained()))
    assert {name: figures[name] for name, floor in AT_LEAST.items() if figures[name] < floor} == {}
    assert {name: figures[name] for name, ceiling in AT_MOST.items() if figures[name] > ceiling} == {}
