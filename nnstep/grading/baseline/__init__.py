"""What answers are compared with: the true run, its errors in each precision, and rounding intervals."""
