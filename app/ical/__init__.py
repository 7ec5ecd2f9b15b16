"""iCalendar: plain values in (`values`), RFC 5545 bytes out (`write`). Knows no table, no page, no
other part of the app; the only place that imports the package icalendar."""
