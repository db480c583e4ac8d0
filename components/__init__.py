"""What is declared, one noun a file. The only place that creates Pulumi resources."""
