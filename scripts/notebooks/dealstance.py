"""The package of scripts/python, for programs in this folder. Elsewhere: pip install CLONE/scripts/python."""

import importlib
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "python" / "src"))
del sys.modules["dealstance"]
importlib.import_module("dealstance")
