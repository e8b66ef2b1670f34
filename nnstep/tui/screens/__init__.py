"""The screens: the debugger, the choice of an exercise, the help, and a prompt."""
