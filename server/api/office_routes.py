"""The routes by which the office sets itself up, for the contract."""

from server.api import office_schemas as s
from server.api.route import Route


def _sets(path: str, does: str, wish: type, *problems: str) -> Route:
    return Route("POST", f"/office{path}", does, wish, s.Told, 200, problems)


OFFICE_ROUTES = (
    _sets("/printer", "Where the kiosk's printer hangs, and what it is.", s.PrinterWish),
    _sets("/printer/raster", "The way in which the printer takes pictures.", s.RasterWish),
    _sets("/slip", "What every slip says, and how large.", s.SlipWish),
    _sets("/slip/logo", "The office's logo on every slip.", s.LogoWish),
)
