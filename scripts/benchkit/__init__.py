"""What the benchmarks are made of: a generated bank, the peers, and a meter."""
