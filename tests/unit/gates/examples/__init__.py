"""Programs that each rule refuses and accepts: a file a rule, of the same name."""
