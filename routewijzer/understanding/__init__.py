"""Understanding Dutch turns: the act, the values stated, the places in the text that carry them, the doubts."""

from routewijzer.understanding.reader import Understanding
from routewijzer.understanding.reading import Found, Reading
from routewijzer.understanding.training import act_examples, ensure_trained, fingerprint

__all__ = ["Found", "Reading", "Understanding", "act_examples", "ensure_trained", "fingerprint"]
