"""What the product says, written down before it is rebuilt and compared after each step.

    python -m tests.recording record NAME      write what the code says now
    python -m tests.recording compare NAME     say it again, and print each difference

A recording holds the answers of every file of sql/queries, what pages show at the addresses of
addresses.txt, what the commands of commands.txt print, and where the short links lead. It goes
through doors that stay where they are when modules move: `open_store` and `Store.query`, the files
of pages/, the command line and dashboard.py. `--work DIR` names the folder of the stores, which are
built by the first recording and kept, as a release that is ingested anew has another id and date.
"""
