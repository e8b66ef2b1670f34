"""What a report of a bug needs: the installation, the surroundings, the state file, and a small self-check."""
