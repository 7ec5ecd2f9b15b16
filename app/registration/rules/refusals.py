"""Why a registration is not taken, or not changed."""

from __future__ import annotations

from app.errors import Refusal
from app.i18n import N_


class NotYetOpen(Refusal):
    message = N_("Registration opens on %(opens)s.")


class NotOpen(Refusal):
    message = N_("This workshop takes no registrations.")


class Closed(Refusal):
    message = N_("Registration closed on %(closes)s.")


class WorkshopCancelled(Refusal):
    message = N_("This workshop is cancelled.")


class WorkshopOver(Refusal):
    message = N_("This workshop is over.")


class Full(Refusal):
    message = N_("All places are taken, and there is no waiting list.")


class WayFull(Refusal):
    """The way somebody wants to change to has no free place; nothing was changed."""

    message = N_("All places of this kind are taken. Nothing was changed.")


class WayNotOffered(Refusal):
    message = N_("It is not possible to take part in this way. Please choose another.")
    status = 422


class NotFromHere(Refusal):
    message = N_(
        "That is not possible any more: this registration has changed in the meantime. "
        "You see how it stands now."
    )


class EndedMeanwhile(Refusal):
    message = N_("Your registration has ended, so nothing was saved. What you typed stands below.")


class Gone(Refusal):
    """Erased since the page was opened; there is nothing left to act upon."""

    message = N_("This registration has been erased in the meantime.")
    status = 410


class TooLateToUndo(Refusal):
    message = N_("A cancellation can be taken back for one hour only. Please register again.")


class OfferRanOut(Refusal):
    message = N_(
        "This place was held for you until %(until)s. It has gone to the next in line. "
        "You are welcome to register again."
    )


class AlreadyRegistered(Refusal):
    """Said to organisers and to who acts for others; never to strangers."""

    message = N_("%(email)s is registered already.")


class RegisteredAnew(Refusal):
    message = N_("There is a newer registration with the same address. It stays as it is.")


class NotHandedOver(Refusal):
    """The colleague is registered already; the giver is not told so, and nothing was changed."""

    message = N_(
        "The place could not be handed over to this address, and nothing was changed. "
        "Please ask the organisers."
    )
    status = 422


class HandedOverAlready(Refusal):
    """To another colleague than the one named now."""

    message = N_(
        "You have handed your registration over to somebody else before. Nothing was changed."
    )


class SpeakersPlace(Refusal):
    message = N_(
        "This place is kept for a speaker. To name somebody else, please use the link in your "
        "invitation."
    )


class AddressTaken(Refusal):
    """Said to who has shown that the address is theirs."""

    message = N_(
        "Somebody is registered with this address already. Both registrations stay as they were."
    )


class AskedTooOften(Refusal):
    message = N_("You have asked for several addresses within an hour. Please try again later.")
    status = 429
