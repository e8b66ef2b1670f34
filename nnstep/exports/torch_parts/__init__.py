"""Networks and graphs in PyTorch: modules, losses, optimizers and schedules."""
