"""The assistant's actions: thin faces on `routewijzer.conversation`, without knowledge of their own."""
