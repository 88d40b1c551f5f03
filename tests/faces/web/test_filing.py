"""The pages of the file plan, of marks and of templates, and what the form of a draft makes of them."""

from __future__ import annotations

import re
from dataclasses import replace

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_scopes import scope

from tests.cast import House, a_circular, a_content
from tests.faces.web.stage import Stage, logged_in
from tests.faces.web.test_drafts import filled
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.policy import Role
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.models import Circular, CircularTemplate, FilePlanEntry
from umlauf.office.directory.models import Colleague

PLAN = "code;title;retention years\n020.11;Satzungen;dauernd\n103;Soziales;10\n103-55;Integration;\n9;Neun;zehn\n"


def administrator(stage: Stage) -> Client:
    return logged_in(stage.people[Role.ADMINISTRATOR])


def entries(house: House) -> dict[str, FilePlanEntry]:
    with scope(association=house.association):
        return {one.code: one for one in FilePlanEntry.objects.select_related("parent")}


def latest(circular: Circular) -> Content:
    with scope(association=circular.association):
        return Content.parse(circular.drafts.latest("revision").content)


def uploaded(client: Client, text: str = PLAN) -> str:
    file = SimpleUploadedFile("plan.csv", text.encode("cp1252"))
    response = client.post(reverse("file-plan-import"), {"file": file})
    assert response.status_code == 200
    return response.content.decode()


def shown_to_apply(page: str) -> dict[str, str]:
    """What the form of the preview sends."""
    plan = re.search(r'<textarea name="plan" hidden>(.*?)</textarea>', page, re.DOTALL)
    seen = re.search(r'name="seen" value="(\w+)"', page)
    assert plan
    assert seen
    return {"plan": plan[1].replace("&#x27;", "'").replace("&amp;", "&"), "seen": seen[1], "apply": "yes"}


def test_a_plan_is_looked_at_before_anything_is_written(stage: Stage) -> None:
    client = administrator(stage)
    page = uploaded(client)
    assert list(entries(stage.home)) == ["103-55"]
    assert "020.11" in page
    assert re.search(r"5\s*:", page)  # the line that is left out
    response = client.post(reverse("file-plan-import"), shown_to_apply(page))
    assert response["Location"] == reverse("file-plan")
    known = entries(stage.home)
    assert list(known) == ["020.11", "103", "103-55"]
    assert known["103-55"].parent == known["103"]
    again = uploaded(client)
    assert 'name="apply"' not in again
    shown = client.get(reverse("file-plan")).content.decode()
    assert "Satzungen" in shown
    assert client.get(reverse("file-plan-file")).content.startswith(b"\xef\xbb\xbfKennzeichen;Bezeichnung;")


def test_a_plan_that_changed_meanwhile_is_looked_at_again(stage: Stage) -> None:
    client = administrator(stage)
    asked = shown_to_apply(uploaded(client))
    client.post(reverse("file-plan-new"), {"code": "103", "title": "Von Hand", "kept": "above"})
    response = client.post(reverse("file-plan-import"), asked)
    assert response.status_code == 409
    assert "020.11" not in entries(stage.home)
    assert client.post(reverse("file-plan-import"), shown_to_apply(response.content.decode())).status_code == 302
    assert entries(stage.home)["103"].title == "Soziales"


def test_what_can_be_looked_at_can_be_taken_in(stage: Stage) -> None:
    client = administrator(stage)
    rows = [f"9{number:04};{'ä' * 120}" for number in range(7_500)]
    page = uploaded(client, "\n".join(["code;title", *rows]))
    asked = shown_to_apply(page)
    assert LIMITS.file_plan_bytes < len(asked["plan"].encode()) < LIMITS.file_plan_text_bytes
    assert re.search(
        r'<form method="post" enctype="multipart/form-data">.{1,4000}<textarea name="plan"', page, re.DOTALL
    )
    assert client.post(reverse("file-plan-import"), asked).status_code == 302
    assert len(entries(stage.home)) == 7_501


def test_what_is_no_plan_is_told_at_the_file(stage: Stage) -> None:
    client = administrator(stage)
    deep = "code;title\n" + "".join(f"{'1' * depth};Tief\n" for depth in range(1, 31))
    for data in (b"nur;zwei\n1;2\n", b"", b"%PDF-1.7 nichts", deep.encode()):
        response = client.post(reverse("file-plan-import"), {"file": SimpleUploadedFile("plan.csv", data)})
        assert response.status_code == 422
        assert 'id="id_file_error"' in response.content.decode()
    broken = client.post(reverse("file-plan-import"), {"apply": "yes", "plan": "x", "seen": ""})
    assert broken.status_code == 422


def test_an_entry_is_added_changed_closed_and_opened(stage: Stage) -> None:
    client = administrator(stage)
    top = entries(stage.home)["103-55"]
    page = client.get(f"{reverse('file-plan-new')}?below={top.id}").content.decode()
    assert 'value="103-55 Integration"' in page
    given = {"code": "103-55.1", "title": "Sprachkurse", "parent": "103-55 Integration", "kept": "years", "years": "5"}
    assert client.post(reverse("file-plan-new"), given | {"years": ""}).status_code == 422
    assert client.post(reverse("file-plan-new"), given | {"parent": "nirgends"}).status_code == 422
    assert client.post(reverse("file-plan-new"), given).status_code == 302
    assert client.post(reverse("file-plan-new"), given).status_code == 409
    added = entries(stage.home)["103-55.1"]
    assert (added.parent, added.retention_years) == (top, 5)
    address = reverse("file-plan-entry", args=[added.id])
    assert client.get(address).status_code == 200
    assert client.post(address, {"title": "Kurse", "parent": "", "kept": "good"}).status_code == 302
    state = reverse("file-plan-state", args=[added.id])
    client.post(state, {"closed": "yes"})
    changed = entries(stage.home)["103-55.1"]
    assert (changed.title, changed.permanent, changed.parent) == ("Kurse", True, None)
    assert changed.closed_at is not None
    client.post(state, {"closed": "no"})
    assert entries(stage.home)["103-55.1"].closed_at is None
    assert client.get(reverse("file-plan-entry", args=[999_999])).status_code == 404


def test_who_reads_circulars_sees_the_plan_without_changing_it(stage: Stage) -> None:
    clerk = logged_in(stage.home.clerk)
    page = clerk.get(reverse("file-plan")).content.decode()
    assert "Integration" in page
    assert reverse("file-plan-new") not in page
    found = clerk.get(reverse("file-plan"), {"q": "integr 103"}).content.decode()
    assert "data-label" in found
    nothing = clerk.get(reverse("file-plan"), {"q": "nirgends"}).content.decode()
    assert "Integration" not in nothing


def test_a_long_plan_is_asked_for_once(stage: Stage) -> None:
    clerk = logged_in(stage.home.clerk)
    clerk.get(reverse("file-plan"))
    with CaptureQueriesContext(connection) as few:
        clerk.get(reverse("file-plan"))
    owner = stage.home.association
    with scope(association=owner):
        top = FilePlanEntry.objects.get()
        FilePlanEntry.objects.bulk_create(
            FilePlanEntry(association=owner, code=f"{n:04}", title="Eintrag", place=f"{n:06}", parent=top)
            for n in range(1200)
        )
    with CaptureQueriesContext(connection) as many:
        assert clerk.get(reverse("file-plan")).content.count(b"<tr>") == 1201
    assert len(many) == len(few)


def test_a_reference_is_made_of_entry_and_mark_when_a_draft_is_saved(stage: Stage) -> None:
    clerk = logged_in(stage.home.clerk)
    assert clerk.post(reverse("mark"), {"mark": "fe", "phone": "+49 391 1234-20"}).status_code == 302
    assert clerk.get(reverse("mark")).content.decode().count('value="fe"') == 1
    response = clerk.post(reverse("circular-new"), filled(stage.home, file_plan_entry="103-55"))
    with scope(association=stage.home.association):
        circular = Circular.objects.order_by("-id")[0]
    entry = entries(stage.home)["103-55"]
    content = latest(circular)
    assert (content.file_reference, content.file_plan_entry_id) == ("103-55/fe", entry.id)
    assert response["Location"] == reverse("circular", args=[circular.id])


def changed(stage: Stage, circular: Circular, **said: object) -> int:
    """Save a draft with other fields; the status of the answer."""
    clerk = logged_in(stage.home.clerk)
    address = reverse("circular-edit", args=[circular.id])
    with scope(association=stage.home.association):
        revision = circular.drafts.latest("revision").revision
    given = filled(stage.home, revision=revision, **said)
    del given["series"]
    return clerk.post(address, given).status_code


def test_a_reference_written_by_hand_stays_and_a_made_one_goes_with_its_entry(stage: Stage) -> None:
    owner = stage.home.association
    with scope(association=owner):
        FilePlanEntry.objects.create(association=owner, code="020.11", title="Satzungen", place="020.11")
        Colleague.objects.create(association=owner, user=stage.home.clerk, mark="fe")
        Colleague.objects.create(association=owner, user=stage.home.signatory, mark="br")
        circular = a_circular(stage.home, replace(a_content(stage.home), file_reference="103-55/br"))
    assert changed(stage, circular, file_plan_entry="103-55 Integration", file_reference="103-55/br") == 302
    assert latest(circular).file_reference == "103-55/br"
    assert changed(stage, circular, file_plan_entry="020.11 Satzungen", file_reference="103-55/br") == 302
    assert latest(circular).file_reference == "020.11/br"
    with scope(association=owner):
        before = circular.drafts.count()
    assert changed(stage, circular, file_plan_entry="020.11 Satzungen", file_reference="103-55/br") == 302
    with scope(association=owner):
        assert circular.drafts.count() == before  # the same form sent twice says the same
    assert changed(stage, circular, file_plan_entry="020.11 Satzungen", file_reference="020.11") == 302
    assert latest(circular).file_reference == "020.11"
    assert changed(stage, circular, file_plan_entry="103-55", file_reference="X 3 – 12") == 302
    assert latest(circular).file_reference == "X 3 – 12"
    assert changed(stage, circular, file_plan_entry="", file_reference="X 3 – 12") == 302
    assert latest(circular).file_plan_entry_id is None
    assert changed(stage, circular, file_plan_entry="nirgends") == 422


def test_nothing_new_is_filed_under_a_closed_entry_and_what_is_there_stays(stage: Stage) -> None:
    entry = entries(stage.home)["103-55"]
    with scope(association=stage.home.association):
        filed = a_circular(stage.home, replace(a_content(stage.home), file_plan_entry_id=entry.id))
        other = a_circular(stage.home)
    administrator(stage).post(reverse("file-plan-state", args=[entry.id]), {"closed": "yes"})
    assert changed(stage, filed, file_plan_entry="103-55 Integration", file_reference="103-55/fe") == 302
    assert latest(filed).file_plan_entry_id == entry.id
    assert changed(stage, other, file_plan_entry="103-55 Integration") == 422


def test_the_page_of_a_circular_says_how_long_it_is_kept(stage: Stage) -> None:
    entry = entries(stage.home)["103-55"]
    with scope(association=stage.home.association):
        FilePlanEntry.objects.filter(id=entry.id).update(retention_years=17)
        filed = a_circular(stage.home, replace(a_content(stage.home), file_plan_entry_id=entry.id))
    assert "17" in logged_in(stage.home.clerk).get(reverse("circular", args=[filed.id])).context["kept"]


def test_a_colleague_is_chosen_as_the_one_who_answers(stage: Stage) -> None:
    signatory = stage.home.signatory
    with scope(association=stage.home.association):
        Colleague.objects.create(association=stage.home.association, user=signatory, phone="+49 391 1234-1")
    clerk = logged_in(stage.home.clerk)
    form = clerk.get(reverse("circular-new")).context["form"]
    assert form.initial["contact_name"] == stage.home.clerk.name
    assert form.initial["contact_email"] == stage.home.clerk.email
    given = filled(stage.home, contact_from=signatory.id, contact_name="Noch jemand", contact_email="x@amt.example")
    assert clerk.post(reverse("circular-new"), given).status_code == 302
    with scope(association=stage.home.association):
        content = latest(Circular.objects.order_by("-id")[0])
    said = (content.contact_name, content.contact_phone, content.contact_email)
    assert said == (signatory.name, "+49 391 1234-1", signatory.email)
    given = filled(stage.home, contact_from=stage.cast.other.clerk.id)
    assert clerk.post(reverse("circular-new"), given).status_code == 422


def test_an_administrator_enters_the_mark_of_a_colleague(stage: Stage) -> None:
    client = administrator(stage)
    address = reverse("staff-mark", args=[stage.home.clerk.id])
    assert client.get(address).status_code == 200
    assert client.post(address, {"mark": "f/e", "phone": ""}).status_code == 409
    assert client.post(address, {"mark": "fe", "phone": ""}).status_code == 302
    assert 'href="mark/"' in client.get(reverse("staff-person", args=[stage.home.clerk.id])).content.decode()
    assert reverse("mark") in logged_in(stage.home.clerk).get(reverse("me")).content.decode()
    assert client.get(reverse("staff-mark", args=[stage.cast.other.clerk.id])).status_code == 404


def templates(house: House) -> dict[str, CircularTemplate]:
    with scope(association=house.association):
        return {one.name: one for one in CircularTemplate.objects.all()}


def test_a_circular_becomes_a_template_and_begins_another(stage: Stage) -> None:
    clerk = logged_in(stage.home.clerk)
    address = reverse("circular-template", args=[stage.sent.circular_id])
    assert clerk.get(address).status_code == 200
    assert clerk.post(address, {"name": "Konferenz"}).status_code == 302
    again = clerk.post(address, {"name": "Konferenz"})
    assert again.status_code == 409
    assert 'name="replaces"' in again.content.decode()
    assert clerk.post(address, {"name": "Konferenz", "replaces": "yes"}).status_code == 302
    one = templates(stage.home)["Konferenz"]
    begins = f"{reverse('circular-new')}?template={one.id}"
    assert begins.replace("&", "&amp;") in clerk.get(reverse("templates")).content.decode()
    form = clerk.get(begins).context["form"]
    said = Content.parse(stage.sent.content)
    assert form.initial["subject"] == said.subject
    assert form.initial["keyword"] == said.keyword
    assert (form.initial["letter_date"], form.initial["answer_by"]) == (None, None)
    assert logged_in(stage.cast.other.clerk).get(begins).status_code == 404


def test_a_template_bears_the_mark_of_who_begins_with_it(stage: Stage) -> None:
    owner, entry = stage.home.association, entries(stage.home)["103-55"]
    with scope(association=owner):
        Colleague.objects.create(association=owner, user=stage.home.clerk, mark="fe")
        Colleague.objects.create(association=owner, user=stage.home.signatory, mark="br")
        said = replace(a_content(stage.home), file_plan_entry_id=entry.id, file_reference="103-55/br")
        circular = a_circular(stage.home, said)
    clerk = logged_in(stage.home.clerk)
    clerk.post(reverse("circular-template", args=[circular.id]), {"name": "Mit Zeichen"})
    one = templates(stage.home)["Mit Zeichen"]
    form = clerk.get(f"{reverse('circular-new')}?template={one.id}").context["form"]
    assert form.initial["file_plan_entry"] == "103-55 Integration"
    assert form.initial["file_reference"] == "103-55/fe"


def test_a_template_is_renamed_and_deleted(stage: Stage) -> None:
    clerk = logged_in(stage.home.clerk)
    one = templates(stage.home)["Kita"]
    rename, delete = (reverse(name, args=[one.id]) for name in ("template-rename", "template-delete"))
    assert clerk.get(rename).status_code == clerk.get(delete).status_code == 200
    assert clerk.post(rename, {"name": ""}).status_code == 422
    assert clerk.post(rename, {"name": "Kitas"}).status_code == 302
    assert list(templates(stage.home)) == ["Kitas"]
    assert clerk.post(delete).status_code == 302
    assert not templates(stage.home)
    assert clerk.get(rename).status_code == 404
