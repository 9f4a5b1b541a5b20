"""How the embedded encoder is made: texts → vocabulary → teacher vectors → student → shipped weights.

Everything here is deterministic for one seed, one thread count and one set of library versions.
"""
