"""What is in a trace of any format: converted to another, counted and summed up, and the JSON Schema of its lines."""
