"""A real Spark standalone cluster on loopback: master and workers as processes of the distribution's spark-class."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

from programs import SPARK_HOME, environment

START_SECONDS = 60


class StandaloneCluster:
    def __init__(self, directory: Path, workers: int):
        self._directory = directory
        self._workers = workers
        self._processes: dict[str, subprocess.Popen] = {}
        self._port, self._status_port = _free_ports(2)

    @property
    def master(self) -> str:
        return f"spark://127.0.0.1:{self._port}"

    def __enter__(self) -> "StandaloneCluster":
        try:
            self._start("master", "org.apache.spark.deploy.master.Master",
                        "--port", self._port, "--webui-port", self._status_port)
            self._wait_for("the master", lambda: self._status()["status"] == "ALIVE")
            for number in range(self._workers):
                self._start(f"worker-{number}", "org.apache.spark.deploy.worker.Worker",
                            "--cores", 1, "--memory", "1500m", "--webui-port", 0,
                            "--work-dir", self._directory / f"work-{number}", self.master)
            self._wait_for("all workers", lambda: self._status()["aliveworkers"] == self._workers)
            return self
        except BaseException:
            self.__exit__()
            raise

    def __exit__(self, *_):
        """Ends the daemons and the executors that they started: each daemon leads its own process group."""
        for process in reversed(self._processes.values()):
            _signal(process, signal.SIGTERM)
        for process in self._processes.values():
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                pass
            _signal(process, signal.SIGKILL)
            process.wait()

    def logs(self) -> str:
        files = sorted(self._directory.glob("*.log")) + sorted(self._directory.glob("work-*/*/*/stderr"))
        return "\n".join(f"--- {file.relative_to(self._directory)}\n{file.read_text()[-2000:]}" for file in files)

    def _start(self, name: str, main: str, *arguments: object) -> None:
        command = [SPARK_HOME / "bin" / "spark-class", main, "--host", "127.0.0.1", *arguments]
        with (self._directory / f"{name}.log").open("wb") as log:
            self._processes[name] = subprocess.Popen(
                [str(word) for word in command], stdout=log, stderr=log, start_new_session=True,
                env=environment(SPARK_HOME=str(SPARK_HOME), SPARK_DAEMON_MEMORY="256m"))

    def _status(self) -> dict:
        with urllib.request.urlopen(f"http://127.0.0.1:{self._status_port}/json/", timeout=5) as answer:
            return json.load(answer)

    def _wait_for(self, what: str, ready) -> None:
        """Polls, for a daemon has no other way to say that it is ready; fails at once when one has died."""
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            dead = [name for name, process in self._processes.items() if process.poll() is not None]
            assert not dead, f"{dead} ended while waiting for {what}.\n{self.logs()}"
            try:
                if ready():
                    return
            except OSError:
                pass
            time.sleep(0.2)
        raise AssertionError(f"No {what} after {START_SECONDS} s.\n{self.logs()}")


def _signal(process: subprocess.Popen, number: int) -> None:
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        pass


def _free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()
