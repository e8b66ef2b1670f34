"""How good the numbers of an exercise are: which mistakes they tell, how much work they are, what is alike."""
