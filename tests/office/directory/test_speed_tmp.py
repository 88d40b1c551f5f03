import dataclasses, time
from umlauf.office.directory.actions.imports import *
from umlauf.office.directory.actions.undo import undo_change
from umlauf.office.directory.models import *
from umlauf.office.directory.exchange.columns import Choices
from bench.directory import national_list, time_import
from tests.cast import *
import datetime as dt
def test_speed(home):
    data=national_list()
    print(time_import(home.clerk_actor, data))
    print(Organisation.objects.count())
    taken = take_in_file(actor=home.clerk_actor, filename="x.csv", data=data.replace(b",00",b",01"))
    taken = choose(actor=home.clerk_actor, import_id=taken.id, choices=dataclasses.replace(Choices.parse(taken.choices), members_since=dt.date(2016,1,1)))
    t=time.perf_counter(); plan=plan_of(taken); print("plan2", time.perf_counter()-t, plan.counts(), plan.errors[:3])
    t=time.perf_counter(); ch=apply_import(actor=home.clerk_actor, import_id=taken.id, seen_digest=plan.digest); print("apply2", time.perf_counter()-t)
    t=time.perf_counter(); u=undo_change(actor=home.clerk_actor, change_id=ch.id); print("undo", time.perf_counter()-t, u.kept)
    first=Change.objects.filter(kind="import").order_by("id").first()
    t=time.perf_counter(); u=undo_change(actor=home.clerk_actor, change_id=first.id); print("undo", time.perf_counter()-t, u.kept, Organisation.objects.filter(withdrawn_at=None).count())
