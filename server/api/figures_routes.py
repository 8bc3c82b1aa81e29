"""The routes of figures, for the contract."""

from server.api import figures_schemas as s
from server.api.route import Route
from server.api.schemas import Nothing

FIGURES_ROUTES = (
    Route(
        "GET",
        "/statistics",
        "The figures of a period.",
        answer=list[s.FiguresRow],
        asks=("from", "to", "by", "format"),
    ),
    Route(
        "GET",
        "/statistics/compared",
        "The figures of two periods side by side.",
        answer=list[s.ComparedOut],
        asks=("from", "to", "against_from", "against_to", "by", "format"),
    ),
    Route(
        "GET",
        "/statistics/offices",
        "The figures of all offices side by side.",
        answer=s.OfficesOut,
        asks=("from", "to", "format"),
    ),
    Route(
        "GET",
        "/statistics/clerk",
        "The figures of one clerk, beside the middle of the office.",
        answer=s.WorkOut,
        asks=("clerk", "from", "to", "format"),
    ),
    Route(
        "GET",
        "/statistics/mine",
        "One's own figures, beside the middle of the office.",
        answer=s.WorkOut,
        asks=("from", "to"),
    ),
    Route("GET", "/fairness", "How often anybody was passed.", answer=s.FairnessOut, asks=("day",)),
    Route(
        "GET",
        "/fairness/why",
        "Why one ticket was called before another.",
        answer=s.WhyOut,
        problems=("unknown-ticket",),
        asks=("day", "one", "other"),
    ),
    Route(
        "POST",
        "/simulate",
        "What if: days as they were and as they would be.",
        s.WhatIfWish,
        s.WhatIfOut,
    ),
    Route(
        "POST",
        "/simulations",
        "What if, beside everything else: begins.",
        s.WhatIfWish,
        s.TrialOut,
        202,
    ),
    Route(
        "GET",
        "/simulations/{trial}",
        "How far a what-if has come, and its answer.",
        answer=s.TrialOut,
        problems=("unknown-trial",),
    ),
    Route(
        "POST",
        "/simulations/{trial}/stop",
        "Nobody wants to know any more.",
        Nothing,
        s.TrialOut,
        problems=("unknown-trial",),
    ),
    Route(
        "GET",
        "/statistics/waits",
        "How many waited how long.",
        answer=s.WaitsOut,
        asks=("from", "to"),
    ),
    Route("GET", "/statistics/today", "The live board of today.", answer=s.TodayOut),
    Route("GET", "/statistics/tickets.csv", "One line per leg, as CSV.", asks=("from", "to", "for")),
)
