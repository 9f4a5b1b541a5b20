"""Benchmarks: ratios within one run, for these machines are too noisy for absolute figures."""
