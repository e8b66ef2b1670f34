"""What a shell proposes while a call of nnstep is typed."""
