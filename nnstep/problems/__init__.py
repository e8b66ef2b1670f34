"""What is wrong at a place in a text: TOML with positions, findings, and messages with carets and suggestions."""
