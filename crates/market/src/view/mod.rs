//! Answers for screens, read from the replica.
