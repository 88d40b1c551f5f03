"""Kinds of organisations, functions, holders and changes."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganisationKind(models.TextChoices):
    COUNTY = "county", _("county")
    INDEPENDENT_CITY = "independent_city", _("independent city")
    MUNICIPALITY = "municipality", _("municipality")
    MUNICIPAL_UNION = "municipal_union", _("association of municipalities")
    STATE = "state", _("federal state")
    STATE_ASSOCIATION = "state_association", _("state association")
    FEDERAL_ASSOCIATION = "federal_association", _("federal association")
    MINISTRY = "ministry", _("ministry")
    AUTHORITY = "authority", _("authority")
    DEPARTMENT = "department", _("department")
    OFFICE = "office", _("office of a department")
    COMMITTEE = "committee", _("committee")
    COMPANY = "company", _("company")
    WELFARE = "welfare", _("welfare organisation")
    OTHER = "other", _("other organisation")


class SignsAs(models.TextChoices):
    """For whom somebody signs. What stands before their name under a letter: ``circulars.ready.mark_of``."""

    OWN = "", _("in their own name")
    DEPUTY = "deputy", _("as a deputy (“i. V.”)")
    ORDER = "order", _("by order (“i. A.”)")


UNITS: Final = frozenset({OrganisationKind.DEPARTMENT, OrganisationKind.OFFICE})
"""Kinds that are parts of the organisation above them, which gets the letters."""


class FunctionKind(models.TextChoices):
    HEAD = "head", _("head of the organisation")
    DEPUTY_HEAD = "deputy_head", _("deputy of the head")
    DEPARTMENT = "department", _("head of a department")
    OFFICE = "office", _("head of an office")
    PRESS = "press", _("press office")
    REGISTRY = "registry", _("registry")
    FRONT_OFFICE = "front_office", _("front office")
    COMMITTEE_MEMBER = "committee_member", _("member of a committee")
    OTHER = "other", _("other function")


class AddressKind(models.TextChoices):
    INTAKE = "intake", _("intake")
    COPY = "copy", _("for information")


class KeyScheme(models.TextChoices):
    AGS = "ags", _("official municipality key (AGS)")
    ARS = "ars", _("regional key (ARS)")


class Salutation(models.TextChoices):
    NONE = "", _("none")
    MS = "ms", _("Ms")
    MR = "mr", _("Mr")


class TenureKind(models.TextChoices):
    REGULAR = "regular", _("regular")
    ACTING = "acting", _("acting")


class Wish(models.TextChoices):
    """When an organisation wants its circulars. Letters with a deadline always come at once."""

    AT_ONCE = "at_once", _("each circular at once")
    BUNDLE = "bundle", _("one bundle a day")


class Language(models.TextChoices):
    """In which language an organisation wants what is written around a circular."""

    OF_THE_CIRCULAR = "", _("that of the circular")
    GERMAN = "de", _("German")
    ENGLISH = "en", _("English")


class ChangeKind(models.TextChoices):
    ENTRY = "entry", _("entry")
    IMPORT = "import", _("import")
    MERGE = "merge", _("merge")
    UNDO = "undo", _("undo")


class OwnEntry(models.TextChoices):
    """What a member can change of its own entries."""

    CONTACT = "contact", _("How the organisation is reached")
    POST = "post", _("How a post is reached")
    APPOINTMENT = "appointment", _("Who holds a post")
    ENDING = "ending", _("Last day of a holder")
    PERSON = "person", _("Name and address of a holder")
    RESPONSIBILITY = "responsibility", _("Responsibility")


class ProposalState(models.TextChoices):
    OPEN = "open", _("not decided yet")
    TAKEN = "taken", _("taken over")
    REFUSED = "refused", _("not taken over")
    WITHDRAWN = "withdrawn", _("withdrawn by the member")


class Holding(models.TextChoices):
    """How a post is held on a day, and who stands in for it."""

    HELD = "held", _("held")
    ACTING = "acting", _("acting")
    CARRYING_ON = "carrying_on", _("carries on until the successor starts")
    DEPUTY = "deputy", _("vacant, the deputy stands in")
    MAILBOX = "mailbox", _("vacant, the central mailbox takes in")
    VACANT = "vacant", _("vacant")
