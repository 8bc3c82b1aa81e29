"""What every answer of the office carries to keep its pages safe: the one place of the Content-Security-Policy."""

import re

from flask import Response, request

_PLAIN_HOST = re.compile(r"[A-Za-z0-9.\-]+(:\d+)?|\[[0-9A-Fa-f:]+\](:\d+)?")

_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), payment=(), usb=()",
}


def lend_camera(answer: Response) -> Response:
    """This page may ask for the camera; no other may."""
    answer.headers["Permissions-Policy"] = _ALWAYS["Permissions-Policy"].replace("camera=()", "camera=(self)")
    return answer


def protect(answer: Response) -> Response:
    """Adds the policies; registered once, after every request.

    The address of a phone page is its secret, so the referrer never leaves the house.
    """
    for name, value in _ALWAYS.items():
        answer.headers.setdefault(name, value)
    if answer.mimetype == "text/html":
        answer.headers["Content-Security-Policy"] = _content_policy(request.host)
        answer.headers["X-Frame-Options"] = "DENY"
        answer.headers.setdefault("Cache-Control", "no-store")
    return answer


def _content_policy(host: str) -> str:
    """Everything from ourselves, nothing inline. Sockets are named too: Safari before 15.4 does not count them as 'self'."""
    sockets = f" ws://{host} wss://{host}" if _PLAIN_HOST.fullmatch(host) else ""
    rules = {
        "default-src": "'self'",
        "connect-src": f"'self'{sockets}",
        "img-src": "'self' data:",
        "media-src": "'self' blob:",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())
