"""How a job ends other than by being done: later, without harm, or never, with a sentence."""

from datetime import datetime


class Later(Exception):  # noqa: N818 - not an error: the job goes on at a known moment
    """The job goes on at `at` (UTC). It costs no attempt: somebody asked us to wait."""

    def __init__(self, at: datetime, code: str) -> None:
        super().__init__(code)
        self.at = at
        self.code = code


class Never(Exception):  # noqa: N818 - not an error: trying again cannot help
    """Trying again cannot help. `code` is kept with the dead job; it never holds text from people."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
