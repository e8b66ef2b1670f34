"""From the text of an expression or a condition to its tree, or an error that shows where it goes wrong."""
