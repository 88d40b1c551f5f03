"""Nobody is shown a way that is closed to them: every link on every page that a role can reach leads somewhere."""

from __future__ import annotations

import re
from collections import deque
from urllib.parse import urljoin, urlsplit

import pytest

from tests.faces.web.stage import Stage, logged_in
from umlauf.ground.core.policy import Role

_LINK = re.compile(r'<a\b[^>]*\bhref="([^"#][^"]*)"|<form\b(?=[^>]*\bmethod="post")[^>]*\baction="([^"]+)"')


@pytest.mark.parametrize("role", Role)
def test_no_link_leads_to_a_closed_door(stage: Stage, role: Role) -> None:
    client = logged_in(stage.people[role])
    waiting, seen = deque(["/"]), set()
    while waiting:
        path = waiting.popleft()
        shape = re.sub(r"\d+", "N", urlsplit(path).path)
        if shape in seen:
            continue
        seen.add(shape)
        answer = client.get(path)
        assert answer.status_code in {200, 302, 303, 405}, (
            f"{role} is led to {path}, which answers {answer.status_code}"
        )
        if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
            found = _LINK.findall(answer.content.decode())
            waiting += [urljoin(path, link or form) for link, form in found if _is_ours(link or form)]
    assert len(seen) > 3


def _is_ours(link: str) -> bool:
    return not urlsplit(link).scheme and not urlsplit(link).netloc
