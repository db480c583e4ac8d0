"""What `pulumi up` would do, in words: from Pulumi's own preview, or from two declarations, to one report."""
