"""A session: what a person does with one run, as commands of words, in the app and from a file. Knows no face."""
