"""What a sweep says: intervals, differences, sensitivities, sets of claims, boxes, trees, convergence."""
