"""What the terminal says: every sentence in every language."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import click

from server.clock import Clock
from server.config import BadSetting
from server.domain.errors import Refused
from server.office import StorageFailed


def row(*parts: object) -> None:
    """A line of a table, with tabs between; a dash where nothing is."""
    click.echo("\t".join(str(part or "-") for part in parts))


def moment(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M}" if at else ""


def say_in_both(key: str, /, **facts: object) -> None:
    """One sentence in every language, a line each."""
    from server.web.words import shipped

    words = shipped()
    for language in words.languages:
        click.echo(words.say(language, key, **facts))


def complain(kind: str, **facts: object) -> click.ClickException:
    """A failure in both languages, on one line each."""
    from server.web.sentences import refusal
    from server.web.words import shipped

    words, now = shipped(), Clock()()
    told = [refusal(words, language, kind, facts, now) for language in words.languages]
    return click.ClickException("\n".join(f"{one.title}. {one.detail}" for one in told))


def complain_of_storage(failed: StorageFailed) -> click.ClickException:
    """What is wrong with the database, and the command that helps where one does."""
    if failed.reason == "corrupt":
        return complain("database-corrupt", file=failed.file)
    if failed.copy:
        return complain("database-gone", file=failed.file, copy=failed.copy)
    return complain("storage-failed", why=str(failed), reason=failed.reason)


@contextmanager
def understandable() -> Iterator[None]:
    """Whatever a user can cause is said in a sentence; anything else is a fault of ours and shows where."""
    from server.store.database import DatabaseNewer

    try:
        yield
    except BadSetting as bad:
        raise complain(bad.kind, name=bad.name, why=bad.why, hint=bad.hint, zone=bad.hint) from bad
    except DatabaseNewer as newer:
        raise complain("database-newer", version=str(newer)) from newer
    except StorageFailed as failed:
        raise complain_of_storage(failed) from failed
    except Refused as refused:
        raise complain(refused.kind, **refused.facts) from refused
    except PermissionError as denied:
        raise complain("data-dir-not-writable", directory=str(denied.filename)) from denied
    except OSError as failed:
        raise complain("data-dir-not-writable", directory=str(failed.filename)) from failed
