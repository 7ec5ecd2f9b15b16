"""All of Plenum in one look: every page in every state, width, scheme and language, as pictures.

`python -m screens` builds a house of its own in the temporary folder, with workshops in every
state and a clock that stands still, serves it in this process and takes pictures with Debian's
chromium: `index.html` is their contact sheet. With `--check` nothing is pictured; every page is
asked instead whether axe finds anything in it, whether any of its text is cut off, what colour
alone would say once colours are forced, and how it looks on paper.

A new page is one line in `table.py`; a new state of a workshop is one in `stages.py`.
"""
