"""``python -m bench``: all measurements, one after the other, each a table of ratios from one run."""

import sys

from bench import audit, circulars, country, dispatch, letters, rush

if __name__ == "__main__":
    letters.main()
    print()
    dispatch_ended = dispatch.main([])
    print()
    rush_ended = rush.main([])
    print()
    country_ended = country.main()
    print()
    circulars_ended = circulars.main([])
    print()
    sys.exit(dispatch_ended or rush_ended or country_ended or circulars_ended or audit.main([]))
