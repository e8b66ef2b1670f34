"""What a notebook is put together from: cells, and what its code starts from."""
