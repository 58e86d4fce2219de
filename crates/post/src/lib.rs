//! The courier: takes letters from the outbox to SMTP, a folder or the console.
