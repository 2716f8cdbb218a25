"""Begin a new epoch of the feed: to be run once after a backup was restored, before the workers."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from portal.pipeline import feed


class Command(BaseCommand):
    """Send every reader who is ahead of the restored moment back to it."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Print where the new epoch begins."""
        self.stdout.write(f"the feed goes on after {feed.begin_epoch(at=timezone.now())}")
