"""The expression language: a small frozen tree, and the walks over it. Knows numpy and nothing else of the package."""
