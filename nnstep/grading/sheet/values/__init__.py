"""From what stands at a key of a sheet to numbers: the forms in which people and programs write them."""
