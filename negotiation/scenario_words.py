"""The words of every fault, by its code. A code, once published, keeps its meaning."""

from django.utils.translation import gettext_lazy as _

READING = {
    "too-big": _("The file is larger than %(limit)s bytes. Expected one scenario."),
    "not-utf8": _("The file is not UTF-8: the byte %(byte)s stands here. Save it as UTF-8 and try again."),
    "empty": _("The file is empty. Expected a scenario that begins with “schema: cb-scenario/2”."),
    "yaml-syntax": _(
        "This is not valid YAML: %(problem)s. Expected “key: value” with equal indentation (spaces, no tabs)"
        " and quotes around texts that hold “: ” or begin with a special character."
    ),
    "many-documents": _("A second document begins here. Expected one scenario in a file, without “---” between."),
    "too-many-values": _("The file holds more than %(limit)s values, aliases included; reading stopped here."),
    "too-deep": _("Values are nested more than %(limit)s deep here; a scenario needs less."),
    "too-many-aliases": _("More than %(limit)s aliases (“*name”); write the values out."),
    "unknown-anchor": _("There is no anchor “&%(anchor)s” before this alias."),
    "alias-loop": _("The alias “*%(anchor)s” stands inside its own anchor and would never end."),
    "key-not-text": _("The key of an entry must be one word. Expected “key: value”."),
    "duplicate-key": _("“%(key)s” is given twice; it already stands in line %(line)s. Remove one of them."),
    "tag": _("Tags such as “%(tag)s” are not used in a scenario. Expected the plain value."),
    "not-finite": _("“%(found)s” is no amount. Expected a finite number."),
    "number-too-large": _("%(found)s is too large. Expected a number between -%(limit)s and %(limit)s."),
    "bad-character": _("An invisible control character (%(found)s) stands in this text. Remove it."),
}

SHAPE = {
    "schema-version": _("The file is written in “%(found)s”. Expected “schema: %(expected)s”."),
    "missing-key": _("“%(key)s” is missing here. Expected %(expected)s."),
    "unknown-key": _("A scenario has no key “%(key)s” here. Expected only: %(expected)s."),
    "wrong-type": _("Expected %(expected)s, found %(found)s."),
    "number-as-text": _("Expected text, found the number %(found)s. Put it in quotes."),
    "not-integer": _("Expected a whole number, found %(found)s."),
    "out-of-range": _("Expected %(expected)s, found %(found)s."),
    "bad-value": _("“%(found)s” is not known here. Expected one of: %(expected)s."),
    "bad-audience": _("“%(found)s” is no audience here. Expected one of: %(expected)s."),
    "bad-id": _("“%(found)s” cannot be an id. Expected a letter, then letters, digits, “-” or “_”, at most 48 in all."),
    "bad-key": _(
        "“%(found)s” cannot be a key. Expected a small letter, then small letters, digits or “_”, at most 48."
    ),
    "empty-text": _("This text is empty. Expected words in this language."),
    "too-long": _("There are %(found)s here. Expected at most %(limit)s."),
    "too-few": _("There are only %(found)s here. Expected at least %(limit)s."),
    "one-content": _("An entry of the data pack holds exactly one of %(expected)s; found: %(found)s."),
    "uneven-series": _("This line has %(found)s values. Expected %(expected)s, one for each label of “x”."),
    "uneven-table": _("Row %(row)s has %(found)s cells. Expected %(expected)s, one for each column."),
    "not-seconds": _("%(found)s minutes are no whole number of seconds. Expected for example 2 or 2.5."),
}

REFERENCES = {
    "duplicate-id": _("The id “%(id)s” is already used in line %(line)s. Expected another one."),
    "unknown-issue": _("There is no issue “%(found)s”. Expected one of: %(expected)s."),
    "unknown-option": _("The issue “%(issue)s” has no option “%(found)s”. Expected one of: %(expected)s."),
    "unknown-floor": _("There is no legal floor “%(found)s”. Expected one of: %(expected)s."),
    "unknown-data": _("The data pack has no number “%(found)s”. Expected one of: %(expected)s."),
    "bad-seat": _("“%(found)s” is no seat of this side here. Expected “%(expected)s”."),
    "seats-few": _("The side has %(found)s seats. Expected at least 3 (集体合同规定 Art. 19)."),
    "seats-unequal": _(
        "The sides have %(workers)s and %(employer)s seats. Expected equal numbers (集体合同规定 Art. 19)."
    ),
    "signature": _("Only the chief signs. Expected “can_sign: true” at “%(side)s-chief” and at no other seat."),
}

LAW = {
    "status-quo-unlawful": _(
        "The option “%(option)s” stands when the issue is dropped, but it is marked unlawful."
        " Expected a lawful option: the law holds without any agreement."
    ),
    "floor-missing": _("The option is unlawful. Expected “floor:” with the legal floor that it breaks: %(expected)s."),
    "floor-lawful": _(
        "The option is lawful, so it breaks no floor. Expected “lawful: false”, or “risk:” for a policy."
    ),
    "floor-issue": _(
        "The floor “%(floor)s” belongs to the issue “%(found)s”. Expected one of this issue: %(expected)s."
    ),
    "risk-statute": _(
        "The floor “%(floor)s” is a statute: an option behind it is unlawful. Expected a floor of severity “policy”"
        " here, or “lawful: false” with “floor:”."
    ),
    "floor-without-bait": _("No option breaks this floor: it informs, and nobody can be tempted."),
    "source-to-check": _("The source of this floor is still to be checked by a lawyer."),
}

COSTS = {
    "formula-syntax": _(
        "The formula cannot be read from its character %(at)s (“%(text)s”)."
        " Expected numbers and keys of the data pack with + - * / and parentheses."
    ),
    "formula-long": _("The formula is longer than %(text)s characters."),
    "formula-zero": _("The formula divides by zero."),
    "formula-secret": _(
        "“%(key)s” is private to the other side, so %(side)s may not calculate with it."
        " Expected figures that this side may see: %(expected)s."
    ),
    "formula-not-number": _("“%(key)s” holds no single number. Expected an entry of the data pack with “number:”."),
    "cost-too-fine": _(
        "The costs of this scenario have no common unit small enough to calculate with. Expected rounder figures."
    ),
}

SECRETS = {
    "secret-leaked": _("“%(token)s” is a secret of %(side)s, and others may read this text. Take it out here."),
}

CLOCK = {
    "inject-no-phase": _(
        "Minute %(minute)s falls into “%(phase)s”, where no inject may arrive."
        " Expected a minute in one of: %(expected)s."
    ),
    "inject-after-end": _(
        "The session has %(end)s minutes without caucuses. Expected an earlier minute than %(minute)s."
    ),
    "phase-after-close": _(
        "The session is closed at the end of this phase, yet another follows. Expected “next” or “wait”."
    ),
    "no-offers": _("No phase allows offers, so nothing could ever be agreed."),
    "presides-one-side": _(
        "Only %(side)s presides where offers are made. The chiefs preside in turn (集体合同规定 Art. 34)."
    ),
    "no-caucus": _("Each side has %(calls)s caucus calls, yet no phase allows a caucus."),
    "length": _("The session lasts %(phases)s minutes and at most %(caucus)s more in caucuses: %(whole)s in all."),
}

POINTS = {
    "points-order": _("Expected batna < reservation < target ≤ 100, found %(batna)s, %(reservation)s and %(target)s."),
    "no-lawful-option": _("No option of this issue is lawful, so there is no lawful agreement at all."),
    "best-not-100": _("The best lawful package is worth %(found)s points to %(side)s. Expected exactly 100."),
    "packages-many": _(
        "There are %(packages)s packages; only up to %(limit)s are counted one by one. Zone, frontier and Nash point"
        " were not checked."
    ),
    "packages-cross": _(
        "With %(packages)s packages (over %(limit)s) no rule may cross issues. Remove interactions and constraints of"
        " kind max_cost, requires and excludes, or some options."
    ),
    "zone-empty": _("No lawful package gives both sides their reservation: no agreement is possible."),
    "mandate-empty": _(
        "%(acceptable)s lawful packages satisfy both reservations, but none keeps to all constraints:"
        " no agreement is possible."
    ),
    "rules-exclude-all": _("The constraints leave no option of “%(issue)s”: no agreement is possible."),
    "zone-narrow": _(
        "Only %(share)s %% of the lawful packages suit both sides (%(zone)s of %(lawful)s). 10 to 40 %% is usual."
    ),
    "walk-away-good": _(
        "Only %(share)s %% of the lawful packages give %(side)s its reservation: walking away is too good for it."
    ),
    "zone-wide": _(
        "%(share)s %% of the lawful packages suit both sides (%(zone)s of %(lawful)s). 10 to 40 %% is usual."
    ),
    "no-compatible": _("There is no issue on which both sides like the same option best. At least one teaches to ask."),
    "few-tradeable": _("Only %(found)s pairs of issues can be traded against each other. At least 2 are usual."),
    "integrative-low": _("The integrative potential is %(found)s; below 0.20 there is little to find together."),
    "frontier-small": _("The efficient frontier has %(found)s points. At least 5 are usual."),
    "option-dominated": _(
        "Another lawful option of this issue is better for both sides. If that is meant as a trap, write “decoy: true”."
    ),
    "decoy-not-dominated": _("This is marked as a decoy, but no other lawful option is better for both sides."),
    "text-not-english": _("There are Chinese characters in this English text."),
    "counts": _(
        "%(packages)s packages, %(lawful)s lawful, %(zone)s that suit both sides within their mandates (%(share)s %%)."
        " Frontier: %(frontier)s points, %(efficient)s packages. Best joint result %(joint)s; Nash point %(nash)s."
        " Integrative potential %(potential)s."
    ),
    "nash-tie": _("%(found)s packages share the largest product of surpluses."),
    "random-deals": _(
        "One random deal in ten, one in two and nine in ten stay below %(joint)s of the best joint surplus,"
        " and below %(ray)s along their own split."
    ),
    "bait": _("Bait: unlawful, yet worth more to %(side)s than any lawful option of the issue."),
}

FOREIGN = {
    "xml-syntax": _("The XML is broken here (%(found)s). Nothing after this place was read."),
    "xml-unsafe": _("The file declares entities or a document type. Neither is needed nor read: remove them."),
    "index-start": _("This issue has the index %(found)s. Other programs expect %(expected)s: they count from 1."),
    "weights-sum": _("The weights add up to %(found)s. Expected 1."),
    "other-domain": _("The two profiles speak of different issues or values."),
}

WORDS = READING | SHAPE | REFERENCES | LAW | COSTS | SECRETS | CLOCK | POINTS | FOREIGN

WARNINGS = frozenset(
    {
        "presides-one-side",
        "no-caucus",
        "packages-many",
        "walk-away-good",
        "zone-narrow",
        "zone-wide",
        "no-compatible",
        "few-tradeable",
        "integrative-low",
        "frontier-small",
        "option-dominated",
        "decoy-not-dominated",
        "text-not-english",
        "index-start",
        "weights-sum",
    }
)
NOTES = frozenset({"floor-without-bait", "source-to-check", "length", "counts", "nash-tie", "random-deals", "bait"})
