"""How long an advice and a report take: `python benchmarks/advice.py`. Prints medians and worst cases in milliseconds.

The aims: an advice within 5 ms, a whole report in any format within 2 s, also the first one in a process.
"""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from routewijzer import knowledge  # noqa: E402
from routewijzer.advice import advise  # noqa: E402
from routewijzer.change import would_change  # noqa: E402
from routewijzer.report import FORMATS, build, render  # noqa: E402

CASES, REPORTS = 400, 12
_FIRST = """
import time
from routewijzer import knowledge
kb = knowledge.load()
begun = time.perf_counter()
from routewijzer.report import build, render
render(build(kb, {answers!r}), {kind!r})
print((time.perf_counter() - begun) * 1000)
"""


def answers_of(kb: knowledge.KnowledgeBase, pick: random.Random, share: float) -> dict[str, Any]:
    """Random answers to about `share` of the questions."""
    given: dict[str, Any] = {}
    for name, slot in kb.slots.items():
        if pick.random() > share:
            continue
        if slot.kind == "multi":
            given[name] = [value for value in slot.values if value != "geen" and pick.random() < 0.4]
        elif slot.kind in ("category", "bool"):
            given[name] = pick.choice(slot.values or (True, False))
        else:
            given[name] = {"year": 2015, "amount": 45000}.get(slot.kind, "Dat meer mensen meedoen.")
    return given


def measure(label: str, work: Callable[[dict[str, Any]], object], cases: list[dict[str, Any]]) -> None:
    """Print the median and the worst of `work` over `cases`, after one turn to warm up."""
    work(cases[0])
    times = []
    for answers in cases:
        begun = time.perf_counter()
        work(answers)
        times.append((time.perf_counter() - begun) * 1000)
    print(f"{label:34} median {statistics.median(times):8.2f} ms   worst {max(times):8.2f} ms   n={len(times)}")


def first(kind: str, answers: dict[str, Any]) -> float:
    """Milliseconds of the first report of `kind` in a new process, its imports included."""
    code = _FIRST.format(answers=answers, kind=kind)
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return float(done.stdout)


def main() -> None:
    """Measure and print."""
    kb = knowledge.load()
    pick = random.Random(2018)
    cases = [answers_of(kb, pick, pick.random()) for _ in range(CASES)]
    full = [answers_of(kb, pick, 0.95) for _ in range(REPORTS)]
    measure("advise", lambda answers: advise(kb, answers), cases)
    measure("would_change", lambda answers: would_change(kb, answers), cases)
    measure("build (the report's tree)", lambda answers: build(kb, answers), cases)
    for kind in FORMATS:
        measure(f"report {kind}", lambda answers, kind=kind: render(build(kb, answers), kind), full)
        print(f"{f'report {kind}, first in a process':34}        {first(kind, full[0]):8.2f} ms")


if __name__ == "__main__":
    main()
