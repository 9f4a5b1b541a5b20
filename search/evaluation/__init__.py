"""How good search is: queries in, rankings compared with what people judged or frameworks state.

``files`` reads, ``runs`` asks, ``measures`` and ``uncertainty`` compute, and one module per task puts them
together: ``judged`` (graded judgements), ``held_out_labels``, ``siblings``, ``melo``, ``neighbours`` (HNSW).
"""
