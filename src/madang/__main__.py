"""`python -m madang` is `madang`."""

import sys

from madang.cli import main

sys.exit(main())
