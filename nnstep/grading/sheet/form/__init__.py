"""What a sheet asks for: chosen by a person, and laid out as places for numbers."""
