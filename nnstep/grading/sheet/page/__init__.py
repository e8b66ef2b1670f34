"""Sheets as whole documents: a form in one page of HTML with its style and script, and a sheet to print in LaTeX."""
