"""Which value of a program is which quantity of the run: found by value, in any of the forms that people write."""
