"""Child processes: servers, brokers, databases and what ends them all."""
