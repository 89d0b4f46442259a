"""What somebody wrote, and cannot be used: an expected outcome. Apart, as who only tells of it needs no Jinja."""


class Refused(Exception):  # noqa: N818 - an expected outcome, told to who wrote it
    """It is not rendered; `code` is a field message of kernel.messages, with its values."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code)
        self.code = code
        self.values = values
