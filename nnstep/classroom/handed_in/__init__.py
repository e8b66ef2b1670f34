"""What was handed in: the files of a folder or an archive, whose they are, and which of several is taken."""
