"""Windows over the debugger: prompts, lists, help, plots, and the question before leaving."""
