//! Documents: values in, bytes out. Invoice PDF and CSV.
