"""Fields for what a form asks beside name and address, made of its questions and consents.

A form class becomes one that asks them by `asking`; its fields are named q-<key> and
consent-<key>. Whether a question is asked of this person is decided when the form is read: by the
way and the country on the same form, or by those it is told (`circumstances`).
"""

from app.registration.question_fields.asked import Asked, Left, ask, only_if
from app.registration.question_fields.fields import version_read
from app.registration.question_fields.mixing import Asking, asking

__all__ = ["Asked", "Asking", "Left", "ask", "asking", "only_if", "version_read"]
