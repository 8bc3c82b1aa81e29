"""The machine's clock in a program that is started with this folder in PYTHONPATH: somebody sets it by writing into the
file TOLD_CLOCK how many seconds it is away from the real one. What counts seconds goes on as it is.
"""

import os
import time
from pathlib import Path

_real = time.time
_told = Path(os.environ["TOLD_CLOCK"])


def _set_by_somebody() -> float:
    return _real() + float(_told.read_text())


time.time = _set_by_somebody
