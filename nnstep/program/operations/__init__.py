"""The operations of one training step: forward, backward, gradients, updates, and what is stated beside them."""
