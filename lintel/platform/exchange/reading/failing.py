"""How the child process says that it will not read on; a leaf module, so that the child imports nothing else of ours."""


class Stop(Exception):
    """The file cannot be read: a reason code of ``errors.SENTENCES`` and the figures its sentence needs."""

    def __init__(self, code: str, **figures: object) -> None:
        super().__init__(code)
        self.code, self.figures = code, figures
