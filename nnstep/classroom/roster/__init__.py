"""The roster of a class: who is in it, by which ids and names, and which of them handed in what."""
