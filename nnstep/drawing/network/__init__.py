"""Networks and graphs as text: neurons or nodes in columns, and straight lines between them; know no run."""
