"""Exercise mode, without a front end: asks for values and grades the answers as they come."""
