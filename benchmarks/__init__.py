"""How fast public pages and feeds are, as ratios to a bare Flask page of the same size.

`python -m benchmarks` starts Plenum as it serves (granian, as many workers) on a database of its
own in the temporary folder, and a bare Flask application beside it on the same server, and asks
both in turns so that noise of the machine meets both. It uses wrk where that is installed, else
a small reader in Python, which takes more of the machine itself.

`python -m benchmarks.first_visit` measures what a visitor on a slow line waits for.
"""
