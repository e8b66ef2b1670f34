"""What builds the documentation site: pages laid out or made from the code, pictures, and the check of what is built."""
