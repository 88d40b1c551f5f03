"""How people log in: what django-allauth is told about us, and what a session knows of how it began."""
