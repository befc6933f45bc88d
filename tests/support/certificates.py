"""Certificates for a cluster of this machine, made by openssl."""

import subprocess

import dask.config


def openssl(folder, *arguments):
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)


def make_certificates(folder):
    """A CA, and one certificate by it that scheduler, workers and client share; Dask's configuration, as variables."""
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    openssl(folder, "req", "-x509", *curve, "-keyout", "ca.key", "-out", "ca.crt", "-subj", "/CN=course CA")
    openssl(folder, "req", *curve, "-keyout", "cluster.key", "-out", "cluster.csr", "-subj", "/CN=cluster")
    signed_by = ["-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial"]
    openssl(folder, "x509", "-req", "-in", "cluster.csr", *signed_by, "-out", "cluster.crt")
    roles = {
        f"DASK_DISTRIBUTED__COMM__TLS__{role}__{part}": str(folder / f"cluster.{ending}")
        for role in ("SCHEDULER", "WORKER", "CLIENT")
        for part, ending in (("CERT", "crt"), ("KEY", "key"))
    }
    return roles | {"DASK_DISTRIBUTED__COMM__TLS__CA_FILE": str(folder / "ca.crt")}


def use(environment):
    """The same configuration, for this process."""
    names = {name: name.removeprefix("DASK_").lower().replace("__", ".") for name in environment}
    return dask.config.set({names[name]: value for name, value in environment.items()})
