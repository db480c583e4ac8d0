"""Quality gates: rules that everything declared must meet. Standard library only, so a policy pack can load them."""
