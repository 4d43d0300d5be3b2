"""Runs for the screen: done by warm workers, refined in stages, kept for a while."""

from viz.service.desk import STAGES, Service, Status, service
from viz.service.limits import Limits
from viz.service.ticket import Ticket

__all__ = ["STAGES", "Limits", "Service", "Status", "Ticket", "service"]
