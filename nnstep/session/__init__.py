"""A session with one run, without a front end: typed commands, stop history, bookmarks, watches, practice."""
