"""What the PyTorch scripts are put together from: modules, error functions, optimizers and schedules."""
