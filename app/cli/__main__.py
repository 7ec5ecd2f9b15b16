"""`python -m app.cli` is `plenum`, for a process that starts another."""

from app.cli.program import main

main(prog_name="plenum")
