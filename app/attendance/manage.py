"""Organisers' pages on the day: checking in, who was there."""

from __future__ import annotations

from flask import Blueprint

import app.attendance.models  # noqa: F401 – known to the migrations

bp = Blueprint("attendance_manage", __name__, url_prefix="/organise/<slug>")
