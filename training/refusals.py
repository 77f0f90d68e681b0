"""How verbs of the training room say no."""


class Refusal(Exception):
    """What cannot be done, in words for the person who tried; nothing was changed."""
