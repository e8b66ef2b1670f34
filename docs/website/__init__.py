"""What builds the documentation site: pages laid out or made from the code, pictures, and a check of what is built."""
