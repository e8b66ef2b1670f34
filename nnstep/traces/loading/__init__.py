"""A trace as Python programs read it: operations in order, quantities as arrays, and all records as a table."""
