"""The workers of a Dask cluster as slots: a cohort on many machines.

Theory of operation. Dask carries bytes between trusted processes and does nothing else: a thread of a Dask worker runs
``engine.grade_packed`` just as a local thread does; its slot is a subprocess, and learners' code runs below that. Where
a worker is lost, Dask runs what it had elsewhere. Whatever else goes wrong with a cluster is an ``EngineError`` of the
submissions that were out, and the next run grades those. Slots belong to a run (``Setup.run``): they are closed when it
ends, and the scheduler looks whether the command that started it is still there, which may have been killed.
"""

import asyncio
import importlib
import logging
import platform
import socket
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final, ParamSpec, TypeVar

from autograder.cohort.slot import Slots, close_slots
from autograder.course.catalogue import Course
from autograder.errors import EngineError, GradkitError, IsolationMissing, UsageError
from autograder.grading.protocol import Setup
from autograder.grading.versions import check_same, versions

CONNECT_SECONDS: Final = 10.0
WORKER_SECONDS: Final = 60.0  # without any worker, at the start or later
CLOSE_SECONDS: Final = 10.0
LOOK_SECONDS: Final = 1.0

_Arguments = ParamSpec("_Arguments")
_Answer = TypeVar("_Answer")
_Client = Any  # distributed's; its annotations are of no use to a type checker


@contextmanager
def cluster_slots(address: str, setup: Setup) -> Iterator[Slots]:
    """Give an executor over the threads of a cluster's workers, each with a slot; afterwards all slots are closed.

    Args:
        address: the scheduler's, for example ``tcp://10.0.0.1:8786``.
        setup: what is to be graded with; its ``run`` tells these slots from those of other runs.

    Raises:
        UsageError: Dask is not installed, there is no such cluster, it has no worker, or a machine of it has other
            versions or another course than this one.
    """
    client = _connect(address)
    try:
        _check_scheduler(client)
        workers = _Workers(client)
        _wait_for_a_worker(workers, address)
        _check_workers(client, setup)
        _watch(client, setup.run)
        yield Slots(workers, lambda: max(1, workers.threads))
    finally:
        with suppress(OSError):  # the scheduler does not answer; if it lives it sees us go, and closes the slots
            if client.status == "running":
                client.sync(client.run, _close_slots, setup.run, on_error="ignore", callback_timeout=CLOSE_SECONDS)
            client.close()


class _Workers(Executor):
    """What ``Client.get_executor`` gives, but that every future is done some day.

    Those of Dask wait for ever where the scheduler is lost while an answer is fetched, or where no worker is left.

    Attributes:
        threads: how many threads the workers have now; they may come and go at any time.
        fault: why nothing is run any more; empty while it is.
    """

    def __init__(self, client: _Client) -> None:
        self.threads = sum(client.nthreads().values())
        self.fault = ""
        self._client = client
        self._out: set[Any] = set()
        client.loop.add_callback(self._look_after)

    def submit(
        self, function: Callable[_Arguments, _Answer], /, *arguments: _Arguments.args, **named: _Arguments.kwargs
    ) -> Future[_Answer]:
        """Have a worker run a function; what fails on the way there and back is an ``EngineError``."""
        future: Future[_Answer] = Future()
        self._client.loop.add_callback(self._run, future, function, arguments, named)
        return future

    async def _run(self, future: Future[Any], function: Callable[..., Any], arguments: Any, named: Any) -> None:
        if not future.set_running_or_notify_cancel():
            return
        try:
            future.set_result(await self._answer(function, arguments, named))
        except GradkitError as error:
            future.set_exception(error)
        except ImportError as error:
            future.set_exception(UsageError(_cannot_run("a worker", error)))
        except Exception as error:  # noqa: BLE001 - all that Dask has for a lost worker, scheduler or connection
            future.set_exception(EngineError(self.fault or f"the cluster lost it: {type(error).__name__}: {error}"))

    async def _answer(self, function: Callable[..., Any], arguments: Any, named: Any) -> Any:
        if self.fault:
            raise EngineError(self.fault)
        # Not pure: Dask would answer what was asked before, and failed, without asking again.
        remote = self._client.submit(_on_worker, function, *arguments, **named, pure=False)
        self._out.add(remote)
        try:
            return await remote
        finally:
            self._out.discard(remote)

    async def _look_after(self) -> None:
        """Keep count of the threads; where there has been none for long, give up what is out."""
        last = time.monotonic()
        while self._client.status != "closed":
            with suppress(OSError):  # of a scheduler that is lost, the futures tell
                self.threads = sum((await self._client.nthreads()).values())
            if self.threads:
                last = time.monotonic()
            elif time.monotonic() - last > WORKER_SECONDS:
                self.fault = f"the cluster has had no worker for {WORKER_SECONDS:.0f} seconds"
                await self._client.cancel(list(self._out))
                return
            await asyncio.sleep(LOOK_SECONDS)


def _on_worker(function: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
    """Run a function; what fails for the machine's sake names the machine."""
    try:
        return function(*arguments, **named)
    except EngineError as error:
        raise EngineError(f"{platform.node()}: {error}") from error
    except IsolationMissing as error:
        raise IsolationMissing(f"{platform.node()}: {error}; gradkit doctor, run there, tells more") from error


async def _close_slots(run: str) -> None:
    """On a worker: close a run's slots."""
    await asyncio.to_thread(close_slots, run)  # it may take seconds, and the worker has other things to do


async def _close_slots_after(client: str, run: str, dask_scheduler: Any) -> None:
    """On the scheduler: wait until a client is gone, in whatever way, and close its run's slots on all workers."""
    dumps = importlib.import_module("distributed.protocol.pickle").dumps
    while client in dask_scheduler.clients:  # noqa: ASYNC110 - Dask tells nobody of it
        await asyncio.sleep(LOOK_SECONDS)
    call = {"op": "run", "function": dumps(_close_slots), "args": dumps((run,))}
    await dask_scheduler.broadcast(msg=call, on_error="ignore")


def _connect(address: str) -> _Client:
    dask = _dask()
    for name in ("distributed", "distributed.client", "tornado.application", "asyncio"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what goes wrong is told once, by us
    warnings.simplefilter("ignore", dask.versions.VersionMismatchWarning)  # likewise
    try:
        host_and_port = dask.comm.get_address_host_port(address)
        socket.create_connection(host_and_port, CONNECT_SECONDS).close()  # Dask would try again what is refused
        asyncio.run(asyncio.wait_for(_greet(dask, address), CONNECT_SECONDS))  # a client has no end of patience
        return dask.Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except Exception as error:  # whatever no scheduler, or another version's, answers with
        reason = error.__cause__ or str(error) or "no answer"
        raise UsageError(
            f"--cluster {address}: no Dask scheduler can be reached there ({reason}). "
            "Start one with dask scheduler, which prints its address"
        ) from error


def _dask() -> Any:
    try:
        return importlib.import_module("distributed")  # heavy, and only this needs it
    except ImportError as error:
        raise UsageError("--cluster needs Dask; run: pip install 'gradkit[cluster]'") from error


async def _greet(dask: Any, address: str) -> None:
    """Ask a scheduler who it is; raise an error of any kind if that is something else."""
    async with dask.rpc(address, connection_args=dask.Security().get_connection_args("client")) as there:
        identity = await there.identity()
    if identity["type"] != "Scheduler":
        raise UsageError(f"there is a {identity['type']}")


def _check_scheduler(client: _Client) -> None:
    """Make sure that all machines have one version of Dask: different ones understand each other only in part."""
    found = client.get_versions()
    machines = {"the scheduler": found["scheduler"], **found["workers"]}
    theirs = {name: machine["packages"]["distributed"] for name, machine in machines.items()}
    ours = found["client"]["packages"]["distributed"]
    others = ", ".join(f"{version} on {name}" for name, version in theirs.items() if version != ours)
    if others:
        raise UsageError(f"the cluster has another version of Dask's distributed: {others}, {ours} here. Install one")


def _wait_for_a_worker(workers: _Workers, address: str) -> None:
    if not workers.threads:
        sys.stderr.write(f"gradkit: {address} has no worker yet; waiting {WORKER_SECONDS:.0f} seconds for the first\n")
    while not workers.threads:
        if workers.fault:
            raise UsageError(
                f"--cluster {address}: {workers.fault}. Start one on each machine that is to grade, inside a checkout "
                f"of the course: dask worker {address}"
            )
        time.sleep(LOOK_SECONDS)


def _check_workers(client: _Client, setup: Setup) -> None:
    """Make sure that every worker has what we have. Those that come later are asked by their graders."""
    answers = client.run(_check, setup.course, setup.suite, setup.versions, on_error="return")
    faults = [_in_words(worker, answer) for worker, answer in answers.items() if answer is not None]
    if faults:
        raise UsageError("\n".join(dict.fromkeys(faults)))


def _check(course: str, suite: str, asked_for: str) -> None:
    """On a worker: make sure that it has the versions and the course that are meant."""
    check_same("version", versions(), asked_for)
    check_same("course", Course.at(Path(course)).digest, suite)


def _in_words(worker: str, fault: Exception) -> str:
    return str(fault) if isinstance(fault, GradkitError) else _cannot_run(f"the worker {worker}", fault)


def _watch(client: _Client, run: str) -> None:
    """Have the scheduler close a run's slots when this process is gone."""
    try:
        client.run_on_scheduler(_close_slots_after, client.id, run, wait=False)
    except Exception as error:  # of any class: Dask has but one for what a machine cannot import
        raise UsageError(_cannot_run("the scheduler", error)) from error


def _cannot_run(machine: str, error: Exception) -> str:
    return f"{machine} cannot run gradkit: {error}. Install it there as it is here, and start that again"
