//! The two hashes the library knows things by. The caller makes them; here they are only kept and compared.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! hash {
    ($(#[$doc:meta])* $name:ident, $bytes:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub struct $name(pub [u8; $bytes]);

        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
            }
        }

        impl TryFrom<Vec<u8>> for $name {
            type Error = std::array::TryFromSliceError;

            fn try_from(bytes: Vec<u8>) -> Result<Self, Self::Error> {
                bytes.as_slice().try_into().map(Self)
            }
        }
    };
}

hash!(
    /// Of all bytes of a file: equal content is one source.
    ContentHash,
    32
);
hash!(
    /// Of a text exactly as it is embedded: equal text is embedded once. Half the length, as there are a thousand times as
    /// many, and two that were equal by chance would only share a vector.
    TextHash,
    16
);
