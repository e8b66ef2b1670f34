"""Python source as styled lines: its words by their kind, and a gutter with what there is to say of each line."""
