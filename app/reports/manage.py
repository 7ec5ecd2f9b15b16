"""Pages of members: figures, each as a picture, a table and a file, and nobody's name."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Flask, Response, abort, current_app, render_template, request
from flask.typing import ResponseReturnValue

from app import clock
from app.reports import growth, pictures, statistics
from app.reports.numbers import number
from app.reports.statistics import Statistics
from app.reports.tables import not_shown
from app.web import private
from app.workshops.membership import current_role, current_workshop, member
from app.workshops.rules import Role, may

bp = Blueprint("reports_manage", __name__, url_prefix="/organise/<slug>/statistics")

#: Where create_app leaves what draws a picture of dots, which lies above.
PNG = "plenum.png"


def init_app(app: Flask, *, png: Callable[[str], bytes]) -> None:
    app.extensions[PNG] = png


@bp.get("")
@member(Role.VIEWER)
def index(slug: str) -> ResponseReturnValue:
    page = render_template(
        "reports/statistics.html",
        workshop=current_workshop(),
        seen=_read(),
        is_team=_is_team(),
        number=number,
        not_shown=not_shown,
        outside="1" if _read_outside() and _is_team() else None,
        OVER_TIME=growth.KEY,
    )
    return private(Response(page))


@bp.get("/<chart>.<any(svg, png, csv):extension>")
@member(Role.VIEWER)
def chart(slug: str, chart: str, extension: str) -> ResponseReturnValue:
    seen = _read()
    octets, mimetype = (
        _as_csv(chart, seen) if extension == "csv" else _as_picture(chart, seen, extension)
    )
    response = private(Response(octets, content_type=mimetype))
    how = "attachment" if extension == "csv" or "save" in request.args else "inline"
    name = f"{slug}-{chart}" + ("-outside" if seen.is_outside else "")
    response.headers["Content-Disposition"] = f'{how}; filename="{name}.{extension}"'
    return response


def _as_csv(chart: str, seen: Statistics) -> tuple[bytes, str]:
    kind = "text/csv; charset=utf-8"
    if chart == growth.KEY:
        if not seen.growth.is_drawn:
            abort(404)
        return seen.growth.csv, kind
    report = seen.find(chart)
    if report is None or report.is_empty or report.cells.is_withheld:
        abort(404)
    return report.csv, kind


def _as_picture(chart: str, seen: Statistics, extension: str) -> tuple[bytes, str]:
    sheet = pictures.PHONE if "narrow" in request.args else pictures.REPORT
    if chart == growth.KEY:
        if not seen.growth.is_drawn:
            abort(404)
        svg = pictures.curve(seen.growth, seen, sheet)
    else:
        report = seen.find(chart)
        if report is None or not report.is_drawn:
            abort(404)
        svg = pictures.bars(report, seen, sheet)
    if extension == "png":
        png: Callable[[str], bytes] = current_app.extensions[PNG]
        return png(svg), "image/png"
    return svg.encode(), "image/svg+xml; charset=utf-8"


def _is_team() -> bool:
    return may(current_role(), Role.HELPER)


def _read_outside() -> bool:
    """Who is not of the team sees no more; the team may look at what they see."""
    return not _is_team() or request.args.get("outside") == "1"


def _read() -> Statistics:
    return statistics.read(current_workshop(), is_outside=_read_outside(), at=clock.now())
