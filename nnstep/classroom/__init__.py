"""Many people's sheets of one exercise, and many exercises of one form."""
