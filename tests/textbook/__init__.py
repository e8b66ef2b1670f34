"""A second implementation of training, by the formulas of textbooks, that shares nothing with the package."""
