"""The subcommands, one file each, found by this folder."""
