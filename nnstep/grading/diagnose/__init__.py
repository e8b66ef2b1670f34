"""The search for the mistakes that explain wrong numbers."""
