"""What a screen shows, as data: runs as far as they are kept, measures, bands, maps, stories; no Solara."""
