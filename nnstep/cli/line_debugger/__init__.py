"""The debugger as prompt and answers, for a screen reader or a terminal that can't draw a screen."""
