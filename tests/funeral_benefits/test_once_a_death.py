"""One death, one claim: people who file at the same moment, each on a connection of their own."""

import threading
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from funeral_benefits.allowance.models import AllowanceClaim
from portal.accounts.models import Citizen
from portal.pipeline.models import Dossier
from portal.pipeline.procedures import AlreadyDeclared
from tests.clones import CommittedDatabase
from tests.funeral_benefits import deaths as d
from tests.residence.families import citizen

AT_ONCE = 6


def test_of_many_who_claim_at_once_one_files_and_the_others_file_nothing(
    committed_db: CommittedDatabase,
) -> None:
    people = [citizen(f"0001800000{one:02}", "Lê Thử Con") for one in range(AT_ONCE)]
    barrier = threading.Barrier(AT_ONCE)

    def claim(me: Citizen) -> object:
        barrier.wait()
        try:
            return d.filed(d.death() | d.allowance(), me=me)
        except AlreadyDeclared:
            return None
        finally:
            connection.close()

    with d.legs(), ThreadPoolExecutor(AT_ONCE) as pool:
        results = list(pool.map(claim, people))
    assert results.count(None) == AT_ONCE - 1
    assert AllowanceClaim.objects.count() == Dossier.objects.count() == 1
