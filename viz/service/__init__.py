"""Runs for the screen, refined in stages, and studies, which take long: done by warm workers, kept for a while."""

from viz.service.desk import STAGES, Service, Status, service
from viz.service.limits import Limits
from viz.service.study import Bench, Study
from viz.service.ticket import Ticket

__all__ = ["STAGES", "Bench", "Limits", "Service", "Status", "Study", "Ticket", "service"]
