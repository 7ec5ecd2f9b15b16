"""Pages of those who take part: joining the meeting, the certificate."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("attendance", __name__)
