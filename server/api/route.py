"""How a route of the contract is described."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Route:
    """One route: what comes in, what goes out, and the problems a caller must expect beside the usual ones."""

    method: str
    path: str
    does: str
    wish: Any = None
    answer: Any = None
    status: int = 200
    problems: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
