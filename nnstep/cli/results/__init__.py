"""What commands print as JSON, where no other part has it: the type of each result, and what fills it."""
