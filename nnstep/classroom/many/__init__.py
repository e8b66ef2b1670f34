"""Many sheets of one exercise: each graded and reported, in one process or in several."""
