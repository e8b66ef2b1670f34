"""A sheet as a form in one page of HTML: its markup, style and script."""
