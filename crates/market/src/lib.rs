//! The rule book: decides in domain, remembers in db, acts in ops.
