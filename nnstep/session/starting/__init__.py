"""What can be opened when nothing is named: bundled exercises by group, recent runs, and the files of a folder."""
