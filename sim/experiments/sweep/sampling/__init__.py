"""Factors and samplers: which design points a sweep has."""
