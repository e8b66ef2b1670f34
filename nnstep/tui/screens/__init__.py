"""The screens: the debugger, the choice of an exercise, exercise mode and its score."""
