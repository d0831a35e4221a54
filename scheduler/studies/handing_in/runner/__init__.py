"""Who works out the samples of a study, on this machine or on a cluster, and where those that are done are kept."""
