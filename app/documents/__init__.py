"""The agenda as files for people: tables, data, and the printed programme."""
