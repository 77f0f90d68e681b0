"""The words for every refusal, in one voice: what stands in the way, what was kept, what to do now."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "bad_frame": _("This message could not be read, so nothing was changed. Reload the page and try again."),
    "unknown_kind": _(
        "This table does not know that move, so nothing was changed. Reload the page to get the latest one."
    ),
    "bad_data": _("That message is incomplete, so nothing was changed. Check what you entered and send it again."),
    "not_allowed": _("Your seat cannot do that. Nothing was changed. Ask the host if you think it should."),
    "not_now": _(
        "That is not possible at this point of the session. Nothing was changed. Watch the phase for the next chance."
    ),
    "not_your_turn": _(
        "Somebody else has the floor. Nothing was changed. Ask for the floor and wait until it is given."
    ),
    "stale": _("The table changed while you were deciding. Nothing was sent. Read it again, then confirm."),
    "illegal_terms": _(
        "Part of this is below the statutory minimum. Nothing was changed. Correct those issues and try again."
    ),
    "worse_than_signed": _(
        "This package gives your side less than what you have signed. Nothing was changed. Propose or wait for another."
    ),
    "id_reused": _("This message was sent before with other content. The first one stands. Reload the page."),
    "too_large": _("This message is too long to send. It is kept on this page. Shorten it and try again."),
    "slow_down": _("Too many messages at once. Yours is kept on this device and will be sent again shortly."),
    "closed": _("The session is over, so nothing more can be changed. What was saved stays saved."),
    "try_again": _("The server could not save this just now. It is kept on this device and will be sent again."),
    "read_only": _(
        "The server cannot save anything for the moment. What you wrote is kept on this device and will be sent later."
    ),
    "internal": _("Something went wrong on the server. Nothing was changed. What you wrote is kept; please try again."),
}
