"""The form, the seats per way of taking part, who asked for one, and what they answered."""

from app.registration.models.answers import Answer, ChoicePlace, ConsentNote
from app.registration.models.desk import BulkAct, Figure, Handout
from app.registration.models.forms import ChoicePool, RegistrationForm, SeatPool
from app.registration.models.registrations import Registration, RegistrationGroup

__all__ = [
    "Answer",
    "BulkAct",
    "ChoicePlace",
    "ChoicePool",
    "ConsentNote",
    "Figure",
    "Handout",
    "Registration",
    "RegistrationForm",
    "RegistrationGroup",
    "SeatPool",
]
