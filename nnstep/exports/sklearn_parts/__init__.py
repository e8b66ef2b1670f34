"""Which of scikit-learn's perceptrons a scenario is, and how it is trained."""
