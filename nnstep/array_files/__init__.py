"""Arrays from files and to files, by the ending of the name. Nothing is ever unpickled. Knows no network."""
