"""The portal: the web side of Routewijzer, and the one thing a browser talks to.

The HTTP API (`api`) and the plain page (`pages`) are two thin faces on `conversation`, which keeps every message in the
portal's own database (`store`) before it goes to the interview behind it (`channel`).
"""
