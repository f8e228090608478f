//! Open word enums: the words we know as variants, every other word kept as it came.

/// Defines a word enum that ends in `Other(String)`, with its wire words in both directions.
///
/// Known words are compared without regard to case, as results of asynchronous calls differ in it.
macro_rules! open_enum {
    (
        $(#[$meta:meta])*
        $visibility:vis enum $name:ident { $( $(#[$variant_meta:meta])* $variant:ident = $word:literal ),+ $(,)? }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, ts_rs::TS)]
        #[ts(type = "string")]
        $visibility enum $name {
            $( $(#[$variant_meta])* $variant, )+
            /// A word this version does not know, as it came.
            Other(String),
        }

        impl $name {
            /// The word as it stands on the wire.
            $visibility fn as_str(&self) -> &str {
                match self {
                    $( Self::$variant => $word, )+
                    Self::Other(word) => word,
                }
            }
        }

        impl From<&str> for $name {
            fn from(word: &str) -> Self {
                $( if word.eq_ignore_ascii_case($word) { return Self::$variant; } )+
                Self::Other(word.to_owned())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let word = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                Ok(Self::from(word.as_ref()))
            }
        }
    };
}

pub(crate) use open_enum;

#[cfg(test)]
mod tests {
    open_enum! {
        /// A word of the tests.
        pub(super) enum Colour {
            /// Red.
            Red = "red",
            /// Light blue.
            LightBlue = "light_blue",
        }
    }

    #[test]
    fn known_words_are_found_whatever_their_case() {
        assert_eq!(Colour::from("RED"), Colour::Red);
        assert_eq!(Colour::from("light_blue").as_str(), "light_blue");
    }

    #[test]
    fn an_unknown_word_survives_a_round_trip() {
        let colour: Colour = serde_json::from_str("\"橙色\"").unwrap();
        assert_eq!(colour, Colour::Other("橙色".to_owned()));
        assert_eq!(serde_json::to_string(&colour).unwrap(), "\"橙色\"");
    }
}
