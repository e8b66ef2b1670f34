"""What a trace holds, loaded as a whole: quantities as arrays, and all records as a table."""
