"""``python -m rsteller_core.cli``."""

from rsteller_core.cli import main

main()
