"""What is in a trace: its records counted and summed up, and the JSON Schema of its lines."""
