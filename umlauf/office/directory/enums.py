"""Kinds of organisations and functions."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganisationKind(models.TextChoices):
    COUNTY = "county", _("county")
    INDEPENDENT_CITY = "independent_city", _("independent city")
    STATE_ASSOCIATION = "state_association", _("state association")
    FEDERAL_ASSOCIATION = "federal_association", _("federal association")
    MINISTRY = "ministry", _("ministry")
    AUTHORITY = "authority", _("authority")


class FunctionKind(models.TextChoices):
    HEAD = "head", _("head of the organisation")
    DEPARTMENT = "department", _("head of a department")


class AddressKind(models.TextChoices):
    INTAKE = "intake", _("intake")
    COPY = "copy", _("for information")
