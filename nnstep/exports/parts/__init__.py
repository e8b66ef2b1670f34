"""What the exported scripts are put together from: numbers, samples, batches, and the networks of other libraries."""
