"""The search for the story of a sheet: the slips that explain its wrong numbers in the fewest bits."""
