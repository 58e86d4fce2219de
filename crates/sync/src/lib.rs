//! The replica, the authority, and what travels between them.
