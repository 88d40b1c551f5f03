"""The addresses of the receipt of circulars: the table of all, the reminder, the evidence, and the two doors."""

from __future__ import annotations

from umlauf.faces.web.routes import Needs, route
from umlauf.faces.web.views import receipt_table, receipts
from umlauf.ground.core.policy import Ability

receipt_patterns = [
    route("circulars/receipts/", receipt_table.receipt_table, name="circulars-receipts", needs=Ability.SEE_CIRCULARS),
    route(
        "circulars/receipts.csv",
        receipt_table.receipt_table_csv,
        name="circulars-receipts-csv",
        needs=Ability.SEE_CIRCULARS,
    ),
    route(
        "circulars/<int:circular_id>/receipts/remind/",
        receipts.remind,
        name="circular-receipt-remind",
        needs=Ability.WRITE_CIRCULARS,
        methods="GET POST",
    ),
    route(
        "circulars/<int:circular_id>/evidence.<str:ending>",
        receipts.evidence,
        name="circular-evidence",
        needs=Ability.SEE_CIRCULARS,
    ),
    route(
        "letter/<int:recipient_id>/receipt/",
        receipts.confirm,
        name="letter-receipt",
        needs=Needs.ANSWER,
        methods="POST",
    ),
    route(
        "circulars/<int:circular_id>/answers/<int:recipient_id>/receipt/",
        receipts.confirm,
        name="desk-receipt",
        needs=Needs.DESK,
        methods="POST",
    ),
]
