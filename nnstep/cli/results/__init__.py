"""What commands print as JSON: the option for it, the types of the results, and the schemas made from these."""
