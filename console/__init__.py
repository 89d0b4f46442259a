"""The command line. It asks the functions' own code what keys look like: they are written down once."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "functions"))
