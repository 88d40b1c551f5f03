"""``python -m bench``: all measurements, one after the other, each a table of ratios from one run."""

import sys

from bench import letters, mail

if __name__ == "__main__":
    letters.main()
    print()
    sys.exit(mail.main([]))
