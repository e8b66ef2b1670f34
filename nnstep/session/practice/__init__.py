"""Exercise mode without a screen: values are asked for, and answers graded as they come."""
