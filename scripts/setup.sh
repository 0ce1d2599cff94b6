#!/usr/bin/env bash
# Make the environment in .venv from the lock file. One clear sentence and a non-zero exit when something is missing.
set -euo pipefail
cd "$(dirname "$0")/.."

fail() { printf '%s\n' "$1" >&2; exit 1; }

# uv: the one on the PATH, else one of our own in .uv (from PyPI).
if ! command -v uv >/dev/null 2>&1; then
  if [ ! -x .uv/bin/uv ]; then
    command -v python3 >/dev/null 2>&1 || fail "Python 3 is missing: install python3 (Debian: apt install python3-venv; macOS: brew install python)."
    python3 -m venv .uv >/dev/null 2>&1 || fail "python3 cannot make an environment: install python3-venv (Debian, Ubuntu), or install uv."
    .uv/bin/pip install -q uv >.uv/install.log 2>&1 || fail "uv could not be installed: check the network; see .uv/install.log."
  fi
  PATH="$PWD/.uv/bin:$PATH"
fi

# Python 3.10 (Rasa 3.6 asks for it): one that is here, also under pyenv, else uv fetches one.
find_python() {
  local candidate
  for candidate in "$(command -v python3.10 || true)" "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.10*/bin/python3.10; do
    if [ -n "$candidate" ] && [ -x "$candidate" ] && "$candidate" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 10))' 2>/dev/null; then
      printf '%s' "$candidate"
      return
    fi
  done
}
if ! .venv/bin/python -c 'import sys; sys.exit(sys.version_info[:2] != (3, 10))' 2>/dev/null; then
  python="$(find_python)"
  uv venv -q --clear -p "${python:-3.10}" .venv 2>/dev/null \
    || fail "Python 3.10 was not found and could not be fetched: install it (for example 'uv python install 3.10' or pyenv) and try again."
fi

stamp=.venv/.lock-stamp
if ! cmp -s requirements.lock "$stamp"; then
  echo "Installing the packages of requirements.lock (about half a minute to a few minutes) ..."
  uv pip sync -q --python .venv/bin/python --compile-bytecode requirements.lock \
    || fail "The packages could not be installed: check the network and try again."
  cp requirements.lock "$stamp"
fi
