"""Feedback for each student and a summary for the lecturer, as Markdown or HTML, and the folder that they go to."""
