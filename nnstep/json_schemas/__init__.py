"""JSON Schemas made from Python types: what a file or an output holds is declared once, and checked by mypy."""
