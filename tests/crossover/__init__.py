"""Two workspaces, two tenants of Teams and two environments, through signed requests, in one process and in three.

Who of one tries what on a request of the other: `make crossover` tries all of it, the suite a sample.
"""
