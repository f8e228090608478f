#!/bin/sh
# The official Python SDKs against the simulator, unchanged: zai-sdk and zhipuai, each in a virtual
# environment of its own because they pin different versions of PyJWT.
# Environments are kept under target/sdk-venv; without Python or PyPI it says so and ends with 0.
# The program is the first argument or $GLIM_SIM; built with cargo if neither is given.
# sniffio: both SDKs import it, but rely on an older anyio to bring it along.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
root=$(CDPATH='' cd -- "$here/../../../.." && pwd)
target=${CARGO_TARGET_DIR:-$root/target}

skip() {
    echo "sdk check skipped: $1"
    exit 0
}

command -v python3 >/dev/null 2>&1 || skip "python3 is not installed"
python3 -c 'import ensurepip, venv' 2>/dev/null || skip "python3 has no venv module"

environment() { # name, requirement…
    place=$target/sdk-venv/$1
    shift
    wanted="$*"
    if [ "$(cat "$place/installed" 2>/dev/null || true)" != "$wanted" ]; then
        rm -rf "$place"
        mkdir -p "$target/sdk-venv"
        python3 -m venv "$place"
        "$place/bin/pip" install --quiet --disable-pip-version-check "$@" >"$place/pip.log" 2>&1 ||
            skip "pip could not install $wanted ($(tail -n 1 "$place/pip.log"))"
        echo "$wanted" >"$place/installed"
    fi
}

environment zai zai-sdk==0.2.3 sniffio
environment zhipuai zhipuai==2.1.5.20250825 sniffio

program=${1:-${GLIM_SIM:-}}
if [ -z "$program" ]; then
    (cd "$root" && cargo build --quiet --package zhipu-sim --bin zhipu-sim)
    program=$target/debug/zhipu-sim
fi

ended=0
"$target/sdk-venv/zai/bin/python" "$here/check.py" zai "$program" || ended=1
"$target/sdk-venv/zhipuai/bin/python" "$here/check.py" zhipuai "$program" || ended=1
exit $ended
