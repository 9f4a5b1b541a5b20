"""``/gallery``: every part of the visual language in one place, for whoever changes it."""
