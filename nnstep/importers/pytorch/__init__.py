"""What PyTorch's modules, losses and optimizers are in nnstep. PyTorch is loaded only where its objects are given."""
