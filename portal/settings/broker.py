"""How Celery uses the broker: settings seen to matter when the broker or a worker dies."""

from celery.schedules import crontab

WORKER_ROLE = "portal_worker"

CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 5
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
# The calendar's jobs only; what must move within a minute is swept by the workers themselves.
CELERY_BEAT_SCHEDULE = {
    "remind": {"task": "consents.remind", "schedule": 15 * 60, "options": {"expires": 600}},
    "lapse": {"task": "consents.lapse", "schedule": 3600, "options": {"expires": 1800}},
    "returns": {"task": "pipeline.lapse_returns", "schedule": 3600, "options": {"expires": 1800}},
    "proofs": {"task": "pipeline.lapse_proofs", "schedule": 600, "options": {"expires": 300}},
    "papers": {"task": "pipeline.papers_arrived", "schedule": 60, "options": {"expires": 50}},
    # By day: these go to telephones.
    "duties": {
        "task": "pipeline.remind_of_duties",
        "schedule": crontab(hour=8, minute=5),
        "options": {"expires": 3600},
    },
    "unfinished": {
        "task": "citizens.remind_drafts",
        "schedule": crontab(hour="8-20", minute=35),
        "options": {"expires": 1800},
    },
    "drafts": {"task": "citizens.forget_drafts", "schedule": 86400, "options": {"expires": 3600}},
    "back_claims": {
        "task": "pipeline.find_back_claims",
        "schedule": crontab(hour=2, minute=20),
        "options": {"expires": 3600},
    },
    "messages": {"task": "handovers.forget", "schedule": 86400, "options": {"expires": 3600}},
    "words": {"task": "pipeline.forget_words", "schedule": 86400, "options": {"expires": 3600}},
    "papers_drawn": {"task": "hospital_papers.poll", "schedule": 15, "options": {"expires": 15}},
    "papers_left": {
        "task": "hospital_papers.check_again",
        "schedule": 60,
        "options": {"expires": 60},
    },
    "papers_over": {
        "task": "hospital_papers.forget",
        "schedule": 86400,
        "options": {"expires": 3600},
    },
    "files": {"task": "documents.sweep", "schedule": 86400, "options": {"expires": 3600}},
}


def transport_options(role: str) -> dict[str, float]:
    """Return kombu's options; only a worker may wait on its broker, a request may not."""
    seconds = 5.0 if role == WORKER_ROLE else 0.5
    return {
        "socket_timeout": seconds,
        "socket_connect_timeout": seconds,
        # Without it kombu repeats a failed connection for ever before it says so.
        "max_retries": 0,
        # What a killed worker had taken is delivered again after this; the defaults, an hour
        # looked at every hundred seconds, are a family's lost afternoon.
        "visibility_timeout": 120,
        "unacked_restore_interval": 2,
        "unacked_restore_throttle": 1,
    }
