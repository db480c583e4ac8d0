"""The declaration as a Compose file, for machines without Pulumi. Pure but for takeover.py: from a recording to text.

The recording is of the program that Pulumi runs, so there is one declaration.
"""
