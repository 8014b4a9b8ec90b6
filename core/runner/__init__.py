"""Runs training in processes of their own.

`controller` is one thread in the server: it alone writes events into the store. `local` is the backend that keeps the
processes on this machine; `worker` is what they run; `wire` is what goes over the pipes between them.
"""

from core.runner.controller import Backend, Controller, Message
from core.runner.local import LocalBackend

__all__ = ["Backend", "Controller", "LocalBackend", "Message"]
