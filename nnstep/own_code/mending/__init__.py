"""The person's source evaluated on the values that were seen, and changed until it gives the right ones."""
