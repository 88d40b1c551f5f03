"""Come in and go out."""

from __future__ import annotations

import json
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest
from django.http.response import HttpResponse

from umlauf.faces.web.forms import LoginForm
from umlauf.faces.web.logins import count_try, forget_tries


class Login(LoginView):
    """E-mail address and password; too many tries are refused before the password is looked at."""

    template_name = "web/login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        counted = count_try(str(request.POST.get("username", "")), str(request.META.get("REMOTE_ADDR", "")))
        form = cast("LoginForm", self.get_form())
        form.too_many = counted.too_many
        if form.is_valid():
            forget_tries(counted)
            return self.form_valid(form)
        return self.render_to_response(self.get_context_data(form=form), status=429 if counted.too_many else 422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"sample": _sample_logins()}


login = Login.as_view()
logout = LogoutView.as_view()


def _sample_logins() -> dict[str, Any] | None:
    """What the demo has written down: ``{"logins": [{"name", "email", "password", "role"}], "note"}``."""
    if not settings.DEMO:
        return None
    text = (settings.UMLAUF_HOME / "demo").read_text(encoding="utf-8")
    sample: dict[str, Any] = json.loads(text) if text.strip() else {}
    return sample
