"""What the house does for itself every night."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

from django.core.management import call_command
from django.utils import timezone

from lianzhang.accounts.models import SignedIn
from lianzhang.jobs.api import job
from lianzhang.jobs.models import Job, JobState
from lianzhang.kernel.bulk import update_statistics
from lianzhang.records.api import Verdict, inspect, sweep, verify

__all__ = ["clear_jobs", "clear_sessions", "look_after_files", "verify_log"]

RETENTION = timedelta(days=30)


@job("nightly.sessions", title="清理过期的登录会话", daily=time(2, 10))
def clear_sessions() -> None:
    call_command("clearsessions")
    SignedIn.objects.filter(seen__lt=timezone.now() - RETENTION).delete()


job("nightly.statistics", title="更新数据库的统计", daily=time(2, 20))(update_statistics)


@job("nightly.audit", title="核验审计记录", daily=time(2, 30), prepare=verify)
def verify_log(*, prepared: Verdict) -> dict[str, Any]:
    """Raises RuntimeError when the log does not hold: the job is parked, where the administrator sees it."""
    if not prepared.holds:
        raise RuntimeError("the audit log does not hold")
    return {"events": prepared.events}


@job("nightly.files", title="核验附件，清理没有记录指向的文件", daily=time(2, 40))
def look_after_files() -> dict[str, Any]:
    """Raises RuntimeError when a file is missing or changed: the job is parked, where the administrator sees it."""
    deleted, inspection = sweep(), inspect()
    if inspection.missing or inspection.changed:
        raise RuntimeError("files of attachments are missing or changed")
    return {"whole": inspection.whole, "deleted": deleted}


@job("nightly.jobs", title="清理办完的后台任务", daily=time(2, 50))
def clear_jobs() -> int:
    old = Job.objects.filter(state__in=[JobState.DONE, JobState.DISCARDED], finished_at__lt=timezone.now() - RETENTION)
    return old.delete()[0]
