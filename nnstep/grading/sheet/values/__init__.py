"""From what stands at a key of a sheet to numbers, in all forms in which people and programs write them."""
