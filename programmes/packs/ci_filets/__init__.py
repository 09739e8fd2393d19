"""Côte d'Ivoire, filets sociaux productifs."""
