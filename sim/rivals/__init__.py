"""WHY ELSE: mechanisms from the literature that the essay leaves out."""
