"""What a LaTeX document is put together from: its preamble, texts, commands, and pictures in TikZ."""
