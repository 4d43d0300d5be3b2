"""What a reader has chosen: her state and the way back, the address that restores it, what she may ask for."""
