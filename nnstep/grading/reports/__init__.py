"""The results of grading as text and JSON, and the errata of a printed solution."""
