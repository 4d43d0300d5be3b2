"""Reports: one page with a sweep's question, its figures, its assumptions, and how to get it all again."""
