"""What is strange in a table, in sentences that name the line and the column."""

from collections.abc import Mapping, Sequence

from server.domain.errors import Refused
from server.domain.name import Name
from server.domain.procedure_sheet import Remark
from server.web.words import Words, shipped


class SheetFaults(Refused):
    """A table with something in it that cannot be taken over: nothing of it was."""

    kind = "sheet-faults"

    def __init__(self, faults: Sequence[Remark]) -> None:
        words = shipped()
        what = Name(*(said(words, language, faults[0]) for language in ("vi", "en")))
        super().__init__(count=len(faults), line=faults[0].line, column=faults[0].column, what=what)


def said(words: Words, language: str, remark: Remark) -> str:
    """Such as "Dòng 5, cột deadline_unit: …", with what was taken instead, where something was."""
    what = words.say(language, f"sheet.{remark.why}", told=remark.told, assumed=remark.assumed or "")
    return words.say(language, "sheet.at", line=remark.line, column=remark.column, what=what)


def summary(counts: Mapping[str, int], *, kept: bool) -> dict[str, list[str]]:
    """How many are new, changed, the same, not named; by language, a sentence each."""
    words = shipped()
    keys = [f"sheet.{key}" for key in counts if counts[key]]
    ends = "sheet.kept" if kept else "sheet.preview"
    return {
        language: [words.say(language, ends)]
        + [words.plural(language, key, counts[key.partition(".")[2]]) for key in keys]
        for language in words.languages
    }
