"""The command line: what an operator, and who tries it out, does from a terminal. Nothing of it runs in the cloud."""
