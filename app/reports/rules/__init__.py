"""What may be shown to whom, and where marks stand: decisions from arguments."""

from app.reports.rules.scales import days, marks
from app.reports.rules.suppression import (
    FEW,
    SMALL,
    are_apart,
    folded,
    hidden,
    in_steps,
    is_small,
    is_too_few,
)

#: Below this many, percentages would claim more than is known.
PERCENT_FROM = 20

__all__ = [
    "FEW",
    "PERCENT_FROM",
    "SMALL",
    "are_apart",
    "days",
    "folded",
    "hidden",
    "in_steps",
    "is_small",
    "is_too_few",
    "marks",
]
