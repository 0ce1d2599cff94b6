"""`make start`: up at one address, stopped by Ctrl-C; a busy port or a failed training is one sentence, exit code 1."""

import os
import re
import signal
import socket
import subprocess
import sys
import time

import pytest
import requests

from routewijzer import knowledge
from scripts import model as training
from tests.live.servers import free_port


def start(var, **extra):
    env = os.environ | {"RW_VAR": str(var), "RW_POORT": str(free_port()), "RW_RASA_POORT": str(free_port())} | extra
    return subprocess.Popen(
        [sys.executable, "-m", "scripts.start"],
        cwd=knowledge.ROOT,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_it_prints_one_address_that_answers_and_stops_on_ctrl_c(model, tmp_path):
    running = start(tmp_path)
    try:
        address = None
        while address is None:
            line = running.stdout.readline()
            assert line, running.stderr.read()
            address = re.search(r"http://\S+", line)
        url = address.group()
        assert "Routewijzer" in requests.get(url, timeout=10).text
        assert requests.post(f"{url}v1/gesprekken", json={}, timeout=30).status_code == 201
        running.send_signal(signal.SIGINT)
        assert running.wait(timeout=30) == 0
        time.sleep(0.2)
        with pytest.raises(requests.ConnectionError):
            requests.get(url, timeout=2)
    finally:
        running.kill()


@pytest.mark.parametrize("variable", ["RW_POORT", "RW_RASA_POORT"])
def test_a_busy_port_is_named_in_one_sentence(model, tmp_path, variable):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = start(tmp_path, **{variable: str(port)})
        said = done.communicate(timeout=60)[1]
    assert done.returncode == 1 and str(port) in said and variable in said and len(said.strip().splitlines()) == 1


def test_a_port_that_is_no_number_is_named_in_one_sentence(tmp_path):
    done = start(tmp_path, RW_POORT="achtduizend")
    said = done.communicate(timeout=60)[1]
    assert done.returncode == 1 and "RW_POORT" in said and len(said.strip().splitlines()) == 1


def test_a_training_that_fails_says_where_to_look(tmp_path, monkeypatch):
    monkeypatch.setattr(training, "MODEL", tmp_path / "none.tar.gz")
    monkeypatch.setattr(training, "LOG", tmp_path / "train.log")
    monkeypatch.setattr(training.sys, "executable", "false")
    with pytest.raises(training.TrainingFailed, match="train.log"):
        training.ensure_model()
