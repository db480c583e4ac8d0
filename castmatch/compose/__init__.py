"""The declaration as a Compose file, for machines without Pulumi. Pure: it reads a recording and makes text.

The recording is of the same program that Pulumi runs, so there is one declaration and nothing to keep in step.
"""
