//! One desktop: its seats, its replicas, its list of operations.
