"""The files of the person's own: what each of their lines may write, read and call."""
