"""How the office says when and how long: "07:30 ngày mai", "khoảng 10–15 phút"."""

from datetime import datetime, timedelta

from babel.numbers import format_decimal

from server.web.words import Words, locale_of

TOLD_TO_THE_MINUTE = 15
TOLD_IN_MINUTES = 90
"""The longest waits, in minutes, that are told to the minute, and in minutes at all."""


def moment(words: Words, language: str, when: datetime, now: datetime) -> str:
    """An instant as heard on the day of `now`, in the zone of `now`; the day is said only when it is another one."""
    local = when.astimezone(now.tzinfo)
    days = local.date() - now.date()
    if days == timedelta(0):
        return words.say(language, "moment.today", time=f"{local:%H:%M}")
    if days == timedelta(days=1):
        return words.say(language, "moment.tomorrow", time=f"{local:%H:%M}")
    weekday = words.say(language, f"weekday.{local.isoweekday()}")
    return words.say(
        language, "moment.later", time=f"{local:%H:%M}", weekday=weekday, day=local.day, month=local.month
    )


def expected(words: Words, language: str, low: float, high: float) -> str:
    """An expected wait in seconds as a range of round numbers, rounded outwards: never narrower than it is known.

    To the minute first, then in steps of five, then in half hours. The screens say it by the same rule
    (`static/moments.js`); a shared table of cases keeps the two together.
    """
    at_least, at_most = int(low // 60), -int(-high // 60)
    if at_most > TOLD_IN_MINUTES:
        halves = int(low // 1800), -int(-high // 1800)
        least, most = (format_decimal(half / 2, locale=locale_of(language)) for half in halves)
        return words.say(language, "wait.hours", low=least, high=most)
    if at_most > TOLD_TO_THE_MINUTE:
        at_least, at_most = at_least // 5 * 5, -(-at_most // 5) * 5
    if at_most <= 1:
        return words.say(language, "wait.none")
    if at_least == 0:
        return words.say(language, "wait.under", high=at_most)
    if at_least == at_most:
        return words.say(language, "wait.about", high=at_most)
    return words.say(language, "wait.range", low=at_least, high=at_most)
