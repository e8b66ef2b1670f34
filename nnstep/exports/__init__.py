"""Programs written out: worked solutions for people, scripts for other tools."""
