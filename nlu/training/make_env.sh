#!/bin/sh
# Makes Rasa's environment in the folder named: Python 3.10, pinned packages, this repository on its path.
set -eu
environment=$1

python310() {
    for found in "$(command -v python3.10 || true)" "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.10.*/bin/python; do
        # pyenv's shim stands on PATH even where its 3.10 is switched off: ask it.
        if [ -x "$found" ] && "$found" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 10))' 2>/dev/null; then
            echo "$found"
            return
        fi
    done
    uv python find 3.10 2>/dev/null || { uv python install -q 3.10 2>/dev/null && uv python find 3.10; } || true
}

python=$(python310)
if [ -z "$python" ]; then
    echo "Rasa 3.6 needs Python 3.10, and none was found: not on PATH, not in pyenv's versions, not through uv." >&2
    echo "Install one of: pyenv install 3.10 | uv python install 3.10 | your system's python3.10 with venv." >&2
    exit 1
fi
"$python" -m venv "$environment"
if command -v uv >/dev/null; then
    VIRTUAL_ENV=$environment uv pip install -q --require-hashes -r requirements/nlu.txt
else
    "$environment/bin/pip" install -q --disable-pip-version-check --require-hashes -r requirements/nlu.txt
fi
pwd > "$("$environment/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/recours.pth"
