//! Mail addresses, checked before anything is sent.

use lettre::{Address, message::Mailbox};

use crate::{Failure, clean::one_line};

/// RFC 5321, 4.5.3.1.3: a path has at most 256 characters, two of them the brackets.
const LONGEST_ADDRESS: usize = 254;
const LONGEST_NAME: usize = 200;

/// Reads the address of `whom`. Its domain becomes ASCII (IDNA), so that every server can route it.
pub(crate) fn address(whom: &str, email: &str) -> Result<Address, Failure> {
    let wrong =
        || Failure::permanent(format!("The {whom} address is not a mail address: {}", one_line(email, 80)));
    let (user, domain) = email.rsplit_once('@').ok_or_else(wrong)?;
    if email.len() > LONGEST_ADDRESS || user.contains(is_foreign) || domain.contains(is_foreign) {
        return Err(wrong());
    }
    let domain = idna::domain_to_ascii(domain).map_err(|_| wrong())?;
    Address::new(user, domain).map_err(|_| wrong())
}

/// An address with the name in front of it; an empty name is left out.
pub(crate) fn mailbox(whom: &str, name: &str, email: &str) -> Result<Mailbox, Failure> {
    let name = one_line(name, LONGEST_NAME);
    Ok(Mailbox::new((!name.is_empty()).then_some(name), address(whom, email)?))
}

/// Characters that only quoted addresses may hold. Shops do not meet those; header and command injection needs them.
fn is_foreign(char: char) -> bool {
    char.is_control() || char.is_whitespace() || "\"\\<>(),;:@".contains(char)
}
