"""What everything is compared with: Flask answering bytes of a given size, and nothing else."""

from __future__ import annotations

from flask import Flask, Response


def create_app() -> Flask:
    app = Flask(__name__)
    kept: dict[int, bytes] = {}

    @app.get("/bytes/<int:size>")
    def bytes_of(size: int) -> Response:
        body = kept.get(size)
        if body is None:
            body = kept[size] = b"x" * size
        return Response(body, content_type="text/html; charset=utf-8")

    return app
