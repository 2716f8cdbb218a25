"""What tests of the list of deaths do: register, draw, acknowledge, take back."""

from typing import Any

import orjson
from django.test import Client

from portal.accounts.models import AgencyClient, Citizen, User
from portal.accounts.tokens import checksum
from portal.handovers import inbox
from portal.handovers.models import Delivery
from portal.handovers.runner import Runner
from portal.pipeline import publishing, services
from portal.pipeline.models import Dossier
from tests.pipeline.deaths import filed_death, matches
from tests.pipeline.invented import AT

LEG = "insurance.coverage_end"
LIST = f"/api/v1/feed?procedure={LEG}"


def machine(code: str, *procedures: str) -> Client:
    """Return what an agency draws with."""
    AgencyClient.objects.create(
        code=code, title=code, procedures=list(procedures), token_sha256=checksum(code)
    )
    return Client(headers={"Authorization": f"Bearer {code}"})


def registered(applicant: Citizen) -> Dossier:
    """File a death and let everything run: the register answers, the line stands."""
    dossier = filed_death(applicant)
    Runner().dispatch(clock=lambda: AT)
    publishing.publish()
    return dossier


def lines(client: Client, query: str = "") -> list[dict[str, Any]]:
    """Return the lines of the list as they are drawn."""
    answer = client.get(LIST + query)
    assert answer.status_code == 200, answer.content
    return list(answer.json()["lines"])


def acknowledge(client: Client, line: dict[str, Any], key: str = "k-1", **told: Any) -> Any:
    """Say under a line what was found, and let it be heard."""
    body = {"id": line["id"], **(told or matches())}
    answer = client.post(
        f"/api/v1/feed/{line['cursor']}/acknowledgement",
        orjson.dumps(body),
        content_type="application/json",
        headers={"Idempotency-Key": key} if key else {},
    )
    hear()
    publishing.publish()
    return answer


def hear() -> None:
    """Apply what was brought, until nothing is left: one word may bring another."""
    while Delivery.objects.filter(status="NEW").update(look_at=AT):
        inbox.apply(at=AT)


def status_of(dossier: Dossier) -> str:
    """Return where the step of the list stands."""
    return dossier.steps.get(procedure=LEG).status


def taken_back(dossier: Dossier) -> None:
    """Say that this death was registered by mistake, as an official does."""
    death = dossier.steps.get(procedure="civil_registry.death")
    by = User.objects.get_or_create(username="invented-official")[0]
    services.retract_death(step_id=death.pk, by=by, at=AT)
    Runner().dispatch(clock=lambda: AT)
    publishing.publish()
