"""The queues, each for one degree of urgency: nothing long waits where something urgent does."""

from typing import Final

DAY: Final = "day"  # what people at the fair wait for: repairs, check-in; seconds at most
QUICK: Final = "quick"  # short jobs and sweeps, that wait for nobody's network
MAIL: Final = "mail"  # may wait for a mail server, and come by the thousand
IMPORT: Final = "import"  # an organiser watches it
INDEX: Final = "index"  # what can be found follows what was written
MATCH: Final = "match"  # partners of one company or of a whole fair
COMPUTE: Final = "compute"  # timetables and simulations: minutes of every core that they get

#: Where one process does several queues, the higher is taken first. Mails stand low: a thousand of them
#: would keep an import waiting, and an import leaves them the other jobs of its process.
PRIORITIES: Final = {DAY: 60, QUICK: 50, IMPORT: 40, INDEX: 30, MATCH: 20, MAIL: 10, COMPUTE: 0}
QUEUES: Final = tuple(PRIORITIES)
