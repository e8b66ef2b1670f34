"""What Markdown is put together from, in a file of its own or in the cells of a notebook."""
