"""What the runs of a sweep say: intervals, differences, sensitivity, sets of claims, boxes and trees."""
