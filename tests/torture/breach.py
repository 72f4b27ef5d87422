"""What the witness raises."""


class Breach(AssertionError):
    """What must never happen has happened. `rule` is its short name."""

    def __init__(self, rule: str, told: object) -> None:
        super().__init__(f"{rule}: {str(told)[:1500]}")
        self.rule = rule
