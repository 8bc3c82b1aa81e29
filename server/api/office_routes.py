"""The routes by which the office sets itself up, for the contract."""

from server.api import office_schemas as s
from server.api.route import Route
from server.api.schemas import Nothing


def _sets(path: str, does: str, wish: type, *problems: str) -> Route:
    return Route("POST", f"/office{path}", does, wish, s.Told, 200, problems)


def _adds(path: str, does: str, wish: type) -> Route:
    return Route("POST", f"/office{path}", does, wish, s.Told, 201)


_SEARCH = ("from", "to", "by", "verb", "about", "before")

OFFICE_ROUTES = (
    _sets("/printer", "Where the kiosk's printer hangs, and what it is.", s.PrinterWish),
    _sets("/printer/raster", "The way in which the printer takes pictures.", s.RasterWish),
    _sets("/slip", "What every slip says, and how large.", s.SlipWish),
    _sets("/slip/logo", "The office's logo on every slip.", s.LogoWish),
    _adds("/services", "One line more.", s.ServiceWish),
    _sets("/services/{code}", "How a line is.", s.ServiceWish, "unknown-service"),
    _sets("/services/{code}/retire", "A line gives no tickets any more, or again.", s.RetireWish, "in-use"),
    _adds("/counters", "One counter more.", s.NewCounterWish),
    _sets(
        "/counters/{code}",
        "How a counter is, and what it serves.",
        s.CounterWish,
        "unknown-counter",
        "in-use",
    ),
    _sets("/counters/{code}/retire", "A counter is no more, or again.", s.RetireWish, "in-use"),
    _sets("/policy", "How the line is called.", s.PolicyWish),
    _sets("/notices", "What display and kiosk say besides.", s.NoticesWish),
    _sets("/slides", "Which procedures the display shows while nobody is called.", s.SlidesWish),
    _sets("/codes", "How dossiers are numbered.", s.CodesWish),
    _sets("/speech", "The languages in which calls are spoken.", s.SpeechWish),
    _sets("/name", "What the office is called.", s.NameWish),
    _adds("/template", "Services and counters to begin with.", s.TemplateWish),
    _sets("/workday", "The usual hours of the whole office.", s.WorkdayWish),
    _sets("/days", "A day that is not as its weekday says, or is again.", s.DayWish),
    _sets("/years", "The nation's days off of a year.", s.YearWish),
    Route(
        "POST",
        "/setup",
        "The first start: founds the office.",
        s.FoundingWish,
        s.Founded,
        201,
        ("link-over", "csrf"),
    ),
    Route("POST", "/office/backups", "A back-up now.", Nothing, s.BackUpWanted, 202),
    Route("GET", "/office/journal", "The journal, the newest first.", answer=s.JournalOut, asks=_SEARCH),
    Route("GET", "/office/journal.csv", "The same as CSV.", asks=(*_SEARCH, "language")),
    Route("GET", "/office/journal/chain", "Whether the journal's chain holds.", answer=s.ChainOut),
    _sets("/webhook", "Where troubles are told outside, signed.", s.WebhookWish),
    Route("POST", "/office/webhook/test", "Tells the receiver something.", Nothing, s.WebhookTried, 202),
    _sets("/open-board", "Whether everybody may read the waits and the month.", s.OpenBoardWish),
    _sets("/nightly", "Whether every day is told in a letter, and to whom.", s.NightlyWish),
    _sets("/mailing", "Which mail server sends the office's letters.", s.MailingWish),
    Route("POST", "/office/nightly/now", "Yesterday's letter now.", Nothing, s.NightWanted, 202),
    _sets("/ratings", "How citizens are asked for their opinion.", s.RatingsWish),
    Route("GET", "/office/retention", "What is older than its time.", answer=s.DueOut),
    _sets("/retention", "How long what citizens wrote is kept.", s.RetentionWish),
    _sets("/call-back", "Whether citizens may leave a phone number to be called.", s.CallBackWish),
    _sets("/retention/tidy", "What is older than its time goes now.", Nothing),
)
