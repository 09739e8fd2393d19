"""A registry asked over HTTP by the Digital Convergence Initiative's social registry interface."""
