"""The conventions under which a person's numbers are right: every departure tried, alone and together."""
