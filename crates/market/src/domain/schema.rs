//! Programs of several releases at one marketplace: the shape of what travels has a number, and a marketplace understands
//! its own and those of the two releases before. Fields and columns are only ever added, at the end.

use crate::refusal::{Code, Refusal};

/// How many releases back are understood.
const BACK: u32 = 2;

/// Whether a marketplace of one shape understands a program of another.
pub fn welcome(theirs: u32, mine: u32) -> Result<(), Refusal> {
    if theirs > mine {
        return Err(Refusal::new(
            Code::NewerData,
            "This Tradepost is too new for its marketplace. What was changed here is kept, and sent once the marketplace has been updated.",
        ));
    }
    if theirs < mine.saturating_sub(BACK) {
        return Err(Refusal::new(
            Code::Outdated,
            "This Tradepost is too old for its marketplace. Please update it; what was changed here is kept, and sent afterwards.",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marketplace_understands_its_own_shape_and_two_before() {
        let said = |theirs, mine| welcome(theirs, mine).err().map(|refusal| refusal.code);
        assert_eq!([said(7, 7), said(6, 7), said(5, 7)], [None; 3]);
        assert_eq!(said(4, 7), Some(Code::Outdated), "three releases ago");
        assert_eq!(said(8, 7), Some(Code::NewerData));
        assert_eq!(said(0, 1), None, "the first releases had no number");
    }

    #[test]
    fn both_refusals_keep_what_waits() {
        for refusal in [welcome(2, 1), welcome(1, 9)].map(Result::unwrap_err) {
            assert!(refusal.is_passing(), "{refusal:?}");
        }
    }
}
