"""What is seen: the browser app, its pages and figures, drawn from results."""
