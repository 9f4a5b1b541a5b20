"""Training of the query encoder: a small transformer in the space of the static encoder.

The static encoder averages words; this one reads them in their order, and starts from the teacher's own
layers. Both learn the teacher's vectors, so that one query vector can be the mean of the two.
"""
