"""Says how two runs differ, and which mistake makes the first difference."""
