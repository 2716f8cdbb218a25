"""An official has seen that somebody in a dossier has died, and takes care of it from there."""

from datetime import datetime

from django.db import transaction

from portal.accounts.models import User
from portal.pipeline import transitions
from portal.pipeline.actors import official
from portal.pipeline.models import Bereavement
from portal.pipeline.transitions import Move


@transaction.atomic
def see_bereavement(*, step_id: int, by: User, at: datetime) -> bool:
    """Note that this official knows of every death in the step's dossier; False if it was known.

    Clocks of the family go on standing: what is to be done with them is agreed with the family.
    """
    locked = transitions.lock([step_id])
    dossier_id = locked.steps[step_id].dossier_id
    unseen = Bereavement.objects.filter(dossier=dossier_id, seen_at__isnull=True)
    if not unseen.update(seen_at=at, seen_by=by):
        return False
    seen = Move(step_id, None, "bereavement_seen", official(by))
    transitions.move([seen], at=at, locked=locked)
    return True
