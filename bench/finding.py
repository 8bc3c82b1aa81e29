"""How long does the board of procedures take to find what somebody types, among so many as a province has?"""

import statistics
import time
from random import Random

from server.domain.search import Index, Known
from server.sample.offer import sample_offer

PROCEDURES = 5_000
WISHES = (
    "d",
    "dang ky khai snh",
    "thu tuc",
    "khaisinh",
    "chung thuc ban sao tu ban chinh",
    "ho kinh daonh",
    "zzz",
)
TIMES = 50


def catalogue(number: int) -> list[Known]:
    """Procedures named with the syllables of the sample's."""
    dice, sample = Random(1), sample_offer().procedures  # noqa: S311  the same every time
    words = [word for one in sample for word in one.name.vi.split()]
    names = (f"{dice.choice(sample).name.vi} {' '.join(dice.choices(words, k=3))}" for _ in range(number))
    return [Known(f"9.{place:06}", name, dice.choice(sample).field.vi) for place, name in enumerate(names)]


def main() -> None:
    begun = time.perf_counter()
    index = Index(catalogue(PROCEDURES))
    print(f"{'index of 5,000 procedures made in':<52} {(time.perf_counter() - begun) * 1e3:8.1f} ms")
    for wish in WISHES:
        taken = sorted(_timed(index, wish) for _ in range(TIMES))
        p50, p99 = statistics.median(taken), taken[int(TIMES * 0.99) - 1]
        print(f"find {wish!r:<47} p50 {p50:6.2f} ms   p99 {p99:6.2f} ms")


def _timed(index: Index, wish: str) -> float:
    begun = time.perf_counter()
    index.find(wish)
    return (time.perf_counter() - begun) * 1e3


if __name__ == "__main__":
    main()
