"""Mauritania, Tekavoul, run by Taazour."""
