"""The expression language: the tree, its built-in functions, and the walks over it."""
