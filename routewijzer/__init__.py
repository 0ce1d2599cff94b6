"""Routewijzer's domain: the interview, the understanding of Dutch answers, the advice and the report.

Plain Python on `kennisbank/`: no Rasa, no Django, no network.
"""

__version__ = "0.1.0"
