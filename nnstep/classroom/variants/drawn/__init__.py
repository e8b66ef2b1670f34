"""Which numbers of an exercise are drawn, from which sets, and by which secret."""
