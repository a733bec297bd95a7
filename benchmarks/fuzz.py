"""Give the targets of `tests/fuzz_targets.py` random bytes for a stated time, led by what code they reach (atheris).

    python -m pip install atheris
    python benchmarks/fuzz.py --seconds 300 --seed 1 --out /tmp/found [TARGET ...]

Each target runs in a process of its own and ends at the first input that breaks a promise, which is then in OUT as
`crash-*`; mend the fault and add the input to `tests/cases/fuzz/TARGET/`. It prints, for each, inputs tried and how it
ended. Code that is compiled (ruamel.yaml's scanner is not, lxml is) is not followed inside.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))
_RUNS = re.compile(r"(?:Done|#)(\d+)")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the targets one after the other; 1 when one of them broke."""
    from fuzz_targets import CORPUS, TARGETS

    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n\n")[0])
    parser.add_argument("targets", nargs="*", metavar="TARGET", help="default: all")
    parser.add_argument("--seconds", type=int, default=60, metavar="N", help="for each target")
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="for what is found")
    args = parser.parse_args(argv)
    print("| target | inputs tried | seconds | ended |\n| --- | --: | --: | --- |")
    broken = 0
    for name in args.targets or TARGETS:
        found = args.out / name
        found.mkdir(parents=True, exist_ok=True)
        options = [f"-max_total_time={args.seconds}", f"-seed={args.seed}", "-max_len=20000", "-timeout=30"]
        command = [
            sys.executable,
            __file__,
            "--one",
            name,
            *options,
            f"-artifact_prefix={found}/",
            found,
            CORPUS / name,
        ]
        begin = time.monotonic()
        ended = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
        runs = max((int(each) for each in _RUNS.findall(ended.stderr + ended.stdout)), default=0)
        verdict = "no promise broken" if ended.returncode == 0 else "broken"
        broken += ended.returncode != 0
        print(f"| {name} | {runs:,} | {time.monotonic() - begin:.0f} | {verdict} |", flush=True)
        if ended.returncode:
            print("\n".join(ended.stdout.splitlines()[-5:] + ended.stderr.splitlines()[-25:]), file=sys.stderr)
    return 1 if broken else 0


def _run_one(name: str, arguments: Sequence[str]) -> None:
    """Run one target under atheris, in this process."""
    import atheris

    with atheris.instrument_imports(include=["parley", "ruamel.yaml"]):
        from fuzz_targets import TARGETS

    atheris.Setup([sys.argv[0], *arguments], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        _run_one(sys.argv[2], sys.argv[3:])
    else:
        sys.exit(main())
