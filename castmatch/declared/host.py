"""Declare a checkout's program, then run it for Pulumi: `python -m castmatch.declared.host <folder> <stack> <place>`.

This process is the program's language host, as Pulumi's Automation API is for a program in its own process: the command
line is told where with `--client`. So at the start of an operation nobody waits for Python's imports, which are done
meanwhile, and for pip, which Pulumi's own language host asks what is installed.

The program is declared in `folder`, and run in `place`, where the folder may have been moved by then. Stdout has two
lines of JSON: the address, as soon as it listens; then {"declared": …} or {"error": …}, the answer of
castmatch.declared.run. The process ends when stdin does.
"""

import json
import os
import sys
import threading
import traceback
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from typing import Any

from castmatch.declared.document import to_json
from castmatch.declared.run import declare, in_checkout, run_program

Asked = tuple[Any, Future[Any]]  # a RunRequest, and the RunResponse to be


def main(folder: str, stack: str, place: str) -> None:
    """Listen, declare, and run as often as asked."""
    out = sys.stdout
    asked: SimpleQueue[Asked | None] = SimpleQueue()
    address, _server = _serve(asked)  # which ends with its last reference
    _tell(out, address)
    _tell(out, declare(folder, stack, lambda declared: {"declared": to_json(declared)}))
    threading.Thread(target=_end_with_stdin, args=(asked,), daemon=True).start()
    while found := asked.get():
        request, response = found
        try:
            _take_settings(request)
            with in_checkout(place):
                response.set_result(_runner(place).Run(request, None))
        except BaseException as error:
            response.set_exception(error)  # who asked would wait for ever


def _end_with_stdin(asked: SimpleQueue[Asked | None]) -> None:
    sys.stdin.read()
    asked.put(None)


def _tell(out: Any, answer: Any) -> None:
    out.write(json.dumps(answer) + "\n")
    out.flush()


def _serve(asked: SimpleQueue[Asked | None]) -> tuple[str, Any]:
    """A gRPC server and its address. It runs no program itself: one sets signal handlers, as only a main thread may."""
    import grpc  # type: ignore[import-untyped]
    from pulumi.automation._server import LanguageServer
    from pulumi.runtime.proto import language_pb2_grpc

    class Server(LanguageServer):
        def Run(self, request: Any, _context: Any) -> Any:  # noqa: N802 - the name is Pulumi's
            response: Future[Any] = Future()
            asked.put((request, response))
            return response.result()

    server = grpc.server(ThreadPoolExecutor(4))
    language_pb2_grpc.add_LanguageRuntimeServicer_to_server(Server(lambda: None), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    return f"127.0.0.1:{port}", server


def _take_settings(request: Any) -> None:
    """Put the run's settings where Pulumi's own language host puts them for a program."""
    os.environ["PULUMI_CONFIG"] = json.dumps(dict(request.config))
    os.environ["PULUMI_CONFIG_SECRET_KEYS"] = json.dumps(list(request.configSecretKeys))


def _runner(folder: str) -> Any:
    from pulumi.automation._server import LanguageServer

    return LanguageServer(lambda: run_program(folder))


if __name__ == "__main__":
    code = 1
    try:
        main(*sys.argv[1:])
        code = 0
    except BaseException:
        traceback.print_exc()
    os._exit(code)  # a run that was asked for, and never began, would keep this process for ever
