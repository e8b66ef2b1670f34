"""What nnstep remembers from one call to the next: settings, typed lines, and where each run was left."""
