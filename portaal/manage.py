"""Django's own commands for the portal: migrate, opruimen, shell."""

import os
import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parent.parent)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portaal.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
