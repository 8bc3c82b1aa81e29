"""The routes of paper: slips, and the machine that prints them, for the contract."""

from server.api import paper_schemas as s
from server.api.route import Route
from server.api.schemas import Nothing

PAPER_ROUTES = (
    Route(
        "POST",
        "/tickets/{ticket_id}/slip",
        "Prints the slip once more.",
        Nothing,
        s.SlipOrdered,
        201,
        ("not-allowed", "unknown-ticket", "already-printing", "already-printed"),
    ),
    Route(
        "POST",
        "/tickets/{ticket_id}/receipt",
        "Prints what was handed in.",
        s.ReceiptWish,
        s.SlipOrdered,
        201,
        ("not-allowed", "unknown-ticket"),
    ),
    Route(
        "POST",
        "/procedures/{code}/checklist",
        "Prints what to bring.",
        s.ChecklistWish,
        s.SlipOrdered,
        201,
        ("unknown-procedure", "too-many-presses"),
    ),
    Route(
        "POST",
        "/printer/test-page",
        "Prints the three ways of sending a picture.",
        Nothing,
        s.SlipOrdered,
        201,
    ),
    Route(
        "POST",
        "/printer/jobs/next",
        "The next slip for the printer's agent; 204 when none came.",
        s.NextJobWish,
        s.PrintJobOut,
        200,
        ("printer-elsewhere", "printer-taken"),
    ),
    Route("POST", "/printer/jobs/{job}/claim", "The agent is about to send it.", s.ClaimWish, s.Claimed),
    Route("POST", "/printer/jobs/{job}", "What became of it.", s.ReportWish, None, 204),
    Route("GET", "/printer/logo", "The office's logo, as it was set."),
    Route("GET", "/printer/words", "What the languages say that the office brought along."),
    Route("GET", "/printer/missing", "Whose slip did not come out.", answer=list[s.MissingSlip]),
    Route("GET", "/printer", "How the printer is.", answer=s.PrinterOut),
    Route("POST", "/printer/roll", "A new roll is in the printer.", Nothing, s.PrinterOut),
)
