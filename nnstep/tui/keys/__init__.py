"""What a key does: its binding, the command behind it, and the prompts that ask for more."""
