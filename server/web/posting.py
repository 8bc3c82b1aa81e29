"""How a procedure is posted: its time limit and its fee in the words of the reader."""

from server.domain.due import Limit, LimitKind
from server.domain.name import Name
from server.domain.procedure import Fee
from server.web.words import Words


def limit_said(words: Words, language: str, limit: Limit) -> str | None:
    """None where no limit is stated: better no word than a wrong one."""
    if limit.kind is LimitKind.NONE:
        return None
    if limit.kind is not LimitKind.SAME_DAY:
        return words.plural(language, f"posting.limit.{limit.kind}", limit.value)
    if limit.cut_off is None:
        return words.say(language, "posting.limit.same_day")
    return words.say(language, "posting.limit.same_day_until", time=f"{limit.cut_off:%H:%M}")


def fee_said(words: Words, language: str, fee: Fee) -> str | None:
    """What it costs as it is posted; None where nothing is stated."""
    if fee.said is not None:
        return named(fee.said, language)
    if fee.by_province:
        return words.say(language, "posting.fee.province")
    if fee.amount is None:
        return None
    if fee.amount == 0:
        return words.say(language, "posting.fee.free")
    return words.say(language, "posting.fee.amount", amount=grouped(fee.amount, language))


def named(name: Name, language: str) -> str:
    """A name as it is posted: in Vietnamese, and in English for everybody else."""
    return name.vi if language == "vi" else name.en


def grouped(amount: int, language: str) -> str:
    """A number with its thousands apart: 8.000, as Vietnamese writes it, or 8,000."""
    told = f"{amount:,}"
    return told.replace(",", ".") if language == "vi" else told
