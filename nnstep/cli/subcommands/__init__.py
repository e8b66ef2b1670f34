"""The subcommands: one file each, each defining one click command; found by this folder."""
