"""Which devices this machine can train on, and what they are called."""

import os
import platform
from pathlib import Path

import torch


def available() -> dict[str, str]:
    """Name of each usable device, fastest first, with the words a visitor reads: {"cuda": "NVIDIA H100", "cpu": ...}."""
    devices = {}
    if torch.cuda.is_available():
        devices["cuda"] = torch.cuda.get_device_name()
    if torch.backends.mps.is_available():
        devices["mps"] = "Apple GPU"
    return devices | {"cpu": f"{_cpu_model()}, {os.cpu_count()} cores"}


def resolve(name: str) -> str:
    """The device that `auto` stands for, or the one named.

    Raises:
        LookupError: this machine has no such device.
    """
    devices = available()
    if name == "auto":
        return next(iter(devices))
    if name not in devices:
        raise LookupError(f"This server has no {name} device; it has {', '.join(devices)}.")
    return name


def _cpu_model() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.processor() or "CPU")
