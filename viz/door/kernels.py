"""Solara's kernels, one for every open page; to be imported once Solara's settings stand."""

from collections.abc import Mapping

from solara.server import kernel_context
from solara.server.kernel_context import PageStatus


class SolaraKernels:
    """Those of this process."""

    def owners(self) -> Mapping[str, str]:
        """Return all kernels that live, each with the session that it belongs to."""
        live = list(kernel_context.contexts.items())
        return {name: each.session_id for name, each in live if not each.closed_event.is_set()}

    def end_if_left(self, kernel: str) -> None:
        """End a kernel, unless a page is connected to it; not to be called from the server's own thread."""
        context = kernel_context.contexts.get(kernel)
        if context is None:
            return
        with context.lock:
            if context.closed_event.is_set() or PageStatus.CONNECTED in context.page_status.values():
                return
        context.close(reason="cull")
