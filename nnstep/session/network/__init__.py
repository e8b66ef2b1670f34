"""A frame as a picture of its network or graph: which values, what is read and written, which element is meant."""
