"""Answers among sentences, as students type them into the editor of a learning platform."""
