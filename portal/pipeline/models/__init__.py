"""The dossier and its journey, and the record that nobody can rewrite."""

from portal.pipeline.feed_tables import FeedEpoch, FeedGap, FeedHead, FeedLine
from portal.pipeline.models.attachments import Attachment
from portal.pipeline.models.bereavements import Bereavement
from portal.pipeline.models.dossiers import Dossier, Step
from portal.pipeline.models.proofs import Proof
from portal.pipeline.models.record import AccessLog, JournalEntry
from portal.pipeline.models.returns import ReturnRequest
from portal.pipeline.models.verifications import AskedOffice, Verification

__all__ = [
    "AccessLog",
    "AskedOffice",
    "Attachment",
    "Bereavement",
    "Dossier",
    "FeedEpoch",
    "FeedGap",
    "FeedHead",
    "FeedLine",
    "JournalEntry",
    "Proof",
    "ReturnRequest",
    "Step",
    "Verification",
]
