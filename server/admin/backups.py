"""Back-ups: which there are, when the next is made, and one now."""

from werkzeug.wrappers import Response

from server.admin.shell import open_page, pages
from server.web.house import here, house


@pages.get("/admin/backups")
def backups() -> Response:
    office, keeping = here(), house().keeping
    shown = {
        "kept": house().craft.backups(office),
        "keeping": keeping,
        "at": office.settings.backup_at,
        "days": office.settings.backup_days,
        "months": office.settings.backup_months,
        "folder": (office.settings.data / "backups").absolute(),
    }
    return open_page("backups", shown=shown)
