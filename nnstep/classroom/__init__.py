"""A class: who handed in what, their sheets graded, feedback for each student, and a summary for the lecturer."""
