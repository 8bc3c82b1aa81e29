"""People: who signs in, what each may, how they get a password, and that they have left."""

from flask import abort
from werkzeug.wrappers import Response

from server.actions import people
from server.admin.shell import open_page, pages
from server.domain.roles import APART, Role
from server.web.caller import who
from server.web.house import here

CHOICES = {"roles": tuple(role for role in Role if role is not Role.PROVINCE), "apart": APART}
"""Who looks into every office is let in by whoever runs the server, not by the administrator of one."""


@pages.get("/admin/people")
def everybody() -> Response:
    known = here().look(people.everybody)
    gone = [one for one in known if one.retired_at is not None]
    there = [one for one in known if one.retired_at is None]
    return open_page("people", shown={"there": there, "gone": gone, **CHOICES})


@pages.get("/admin/people/<name>")
def somebody(name: str) -> Response:
    office = here()
    found = office.look(people.person, name)
    if found is None:
        abort(404)
    sessions = office.look(people.sessions_of, found.name)
    shown = {"person": found, "sessions": sessions, "myself": found.name == who().name, **CHOICES}
    return open_page("people", template="admin_person.html", shown=shown)
