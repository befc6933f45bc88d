"""The address of a scheduler: whether it can be one, and who can read what goes there."""

from __future__ import annotations

from urllib.parse import urlsplit

from distributed.security import Security

from autograder.errors import UserError


class ClusterError(UserError):
    """The scheduler or a worker is not as it should be. The message says which, why, and what to do."""


def check_address(address: str) -> None:
    """See that an address can be connected to.

    Raises
    ------
    ClusterError
        If it is none, or speaks TLS and Dask's configuration names no certificates for a client.
    """
    try:
        url = urlsplit(address)
        is_one = url.scheme in ("tcp", "tls") and bool(url.hostname and url.port)
    except ValueError:  # the port is no number
        is_one = False
    if not is_one:
        raise ClusterError(f"A scheduler's address is tcp://host:port or tls://host:port, not {address!r}.")
    if address.startswith("tls:") and not _has_certificates():
        raise ClusterError(
            f"{address} needs certificates. Name them in DASK_DISTRIBUTED__COMM__TLS__CA_FILE, "
            "DASK_DISTRIBUTED__COMM__TLS__CLIENT__CERT and DASK_DISTRIBUTED__COMM__TLS__CLIENT__KEY "
            "or in Dask's configuration files."
        )


def is_private(address: str) -> bool:
    """Whether nobody else can read what goes to an address: it is encrypted, or stays on this machine."""
    url = urlsplit(address)
    return url.scheme == "tls" or url.hostname in ("127.0.0.1", "::1", "localhost")


def _has_certificates() -> bool:
    try:
        return Security().get_connection_args("client")["ssl_context"] is not None
    except OSError as error:
        raise ClusterError(f"The certificates of Dask's configuration cannot be used: {error}.") from error
