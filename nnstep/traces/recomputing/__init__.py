"""A second way to each recorded value: in plain floats and fractions, with a bound on what any library may compute."""
