"""The first line of a program that goes wrong, and the mistake that it is: suppositions held against what was seen."""
