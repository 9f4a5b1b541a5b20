"""Training of the contextual half: a small transformer in the space of the static one.

The static encoder averages words; this one reads them in their order, and starts from the teacher's own
layers. Both learn the teacher's vectors, so that the vector of a query or a label can be a mean of the two.
"""
