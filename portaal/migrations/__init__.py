"""The history of the portal's tables."""
