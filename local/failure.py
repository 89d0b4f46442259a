class Failure(Exception):  # noqa: N818 - what the user reads, not a fault of the program
    """Something that stops the work, said in one line."""

    code = 1
    """What a command ends with that this stopped."""
