"""WHY: one file per mechanism claim of the essay."""
