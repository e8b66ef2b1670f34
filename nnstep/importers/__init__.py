"""Importers: nets that were made elsewhere as scenarios, with everything that had to be assumed."""
