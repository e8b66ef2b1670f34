"""The form for a new scenario: its fields, typed or chosen, beside the file that they make."""
