"""What the exported scripts are put together from: numbers, samples, parameters, the training loop."""
