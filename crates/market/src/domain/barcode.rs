//! Barcodes of goods (GS1): EAN-13, EAN-8, UPC-A, each with its check digit.

/// Whether this is a barcode whose check digit is right.
pub fn is_valid(code: &str) -> bool {
    if ![8, 12, 13, 14].contains(&code.len()) || !code.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let sum: u32 = code
        .bytes()
        .rev()
        .enumerate()
        .map(|(at, byte)| u32::from(byte - b'0') * if at % 2 == 0 { 1 } else { 3 })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::is_valid;

    #[test]
    fn check_digits_are_checked() {
        assert!(is_valid("9780439023481") && is_valid("036000291452") && is_valid("96385074"));
        assert!(
            !is_valid("9780439023482") && !is_valid("123") && !is_valid("97804390234 1") && !is_valid("")
        );
    }
}
