"""Grade an assignment on a Slurm cluster: the scheduler runs here, workers come as jobs.

Start it in the course folder, on a login or service node that compute nodes can reach, with Dask's certificates named
as README.md beside this file says:

    python slurm.py step_by_step --workers 50

The environment that runs this, with the extra [cluster] and dask-jobqueue, must be on a file system that compute nodes
see; the course folder need not be. When jobs run out of time, others are asked for. If this process is stopped, start
it again: it goes on with what is not graded.
"""

import argparse
import subprocess
import sys
from pathlib import Path

import dask.config
from dask_jobqueue import SLURMCluster
from distributed.security import Security

MEMORY = {"step_by_step": "3GB", "application": "6GB"}  # one submission may take 1.5 GB or 4 GB, see Limits


def make_cluster(assignment: str, partition: str | None = None) -> SLURMCluster:
    """Start a scheduler here that speaks TLS, and say what a worker's job is to be."""
    dask.config.set({"distributed.admin.low-level-log-length": 1})
    return SLURMCluster(
        queue=partition,
        walltime="01:00:00",
        cores=1,
        processes=1,
        memory=MEMORY[assignment],
        protocol="tls://",
        security=Security(require_encryption=True),
        job_name="autograder",
        local_directory="/tmp",
        python=sys.executable,
        job_script_prologue=[
            "export DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED=False DASK_DISTRIBUTED__ADMIN__LOW_LEVEL_LOG_LENGTH=1"
        ],
        worker_extra_args=["--lifetime", "55m", "--lifetime-stagger", "4m", "--no-dashboard"],
        scheduler_options={"dashboard_address": ":0"},  # any free port
    )


def main() -> int:
    """Grade, and hand on the exit status of `autograder grade`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("assignment", choices=sorted(MEMORY))
    parser.add_argument("--workers", type=int, default=10)
    parser.add_argument("--partition")
    parser.add_argument("--course", type=Path, default=Path())
    arguments = parser.parse_args()
    with make_cluster(arguments.assignment, arguments.partition) as cluster:
        cluster.adapt(minimum_jobs=arguments.workers, maximum_jobs=arguments.workers)
        command = [sys.executable, "-m", "autograder", "grade", arguments.assignment]
        where = ["--course", str(arguments.course), "--scheduler", cluster.scheduler_address]
        return subprocess.run([*command, *where], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
