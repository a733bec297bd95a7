"""Diplomatic meetings as data.

::

    import parley

    meetings = parley.load("meetings")
    parley.why(meetings["meeting_id"][0])
    parley.annotate("…", published="2024-02-04")
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

# The submodule of this name is imported here once, so that no later import binds the name to it again.
from parley.version import __version__ as version

if TYPE_CHECKING:
    from parley.annotation import annotate
    from parley.batches import annotate_batch
    from parley.bridges import dyad_years, dyads, network, network_edges
    from parley.citation import cite
    from parley.comparison import diff
    from parley.errors import Finding, InvalidInput, ParleyError
    from parley.event_codes import events
    from parley.exports import export
    from parley.fingerprints import fingerprint, verify
    from parley.joining import join_reports
    from parley.loading import connect, load, load_all, load_arrow, load_polars, why
    from parley.rates import error_rates
    from parley.spark import annotate_dataframe
    from parley.spark_joining import join_dataframes
    from parley.state_codes import add_codes
    from parley.trips import leader_trips
    from parley.validation import validate

__all__ = [
    "Finding",
    "InvalidInput",
    "ParleyError",
    "add_codes",
    "annotate",
    "annotate_batch",
    "annotate_dataframe",
    "cite",
    "connect",
    "diff",
    "dyad_years",
    "dyads",
    "error_rates",
    "events",
    "export",
    "fingerprint",
    "join_dataframes",
    "join_reports",
    "leader_trips",
    "load",
    "load_all",
    "load_arrow",
    "load_polars",
    "network",
    "network_edges",
    "validate",
    "verify",
    "version",
    "why",
]

_HOMES = {
    "Finding": "errors",
    "InvalidInput": "errors",
    "ParleyError": "errors",
    "add_codes": "state_codes",
    "annotate": "annotation",
    "annotate_batch": "batches",
    "annotate_dataframe": "spark",
    "cite": "citation",
    "connect": "loading",
    "diff": "comparison",
    "dyad_years": "bridges",
    "dyads": "bridges",
    "error_rates": "rates",
    "events": "event_codes",
    "export": "exports",
    "fingerprint": "fingerprints",
    "join_dataframes": "spark_joining",
    "join_reports": "joining",
    "leader_trips": "trips",
    "load": "loading",
    "load_all": "loading",
    "load_arrow": "loading",
    "load_polars": "loading",
    "network": "bridges",
    "network_edges": "bridges",
    "validate": "validation",
    "verify": "fingerprints",
    "why": "loading",
}
"""Modules of the public names, each imported when the name is first asked for."""


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'parley' has no attribute {name!r}")
    value = getattr(importlib.import_module(f"parley.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
