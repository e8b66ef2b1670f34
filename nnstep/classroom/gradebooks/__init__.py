"""Tables of grades: nnstep's own, Moodle's worksheet, Gradescope's results."""
