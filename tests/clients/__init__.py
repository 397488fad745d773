"""The real clients: installed, laid before trees, and what they send held against ours.

    python -m tests.clients --newest                    the newest release of each, recorded and random trees
    python -m tests.clients --newest --agent pi --trees 50 --seed 7

Only this asks them. The tests read its recordings, and need neither a client nor a network.
"""
