"""Morocco, aide sociale directe (ASD), run by the ANSS."""
