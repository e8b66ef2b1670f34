"""The results of grading as text, JSON and CSV, and the errata of a printed solution."""
