//! Faults written as text: `stall;after=3` in a header, `[[fault:cut after=200]]` in a question.

use super::Fault;
use crate::codes;
use crate::hostile::OtherFile;

/// Bytes of a huge line if the text names none: more than any sane bound on a line.
const HUGE: usize = 32 * 1024 * 1024;

pub(super) fn fault(text: &str) -> Result<Fault, String> {
    let mut words = text
        .split([';', ',', ' '])
        .map(str::trim)
        .filter(|word| !word.is_empty());
    let name = words
        .next()
        .ok_or("a fault needs a name")?
        .to_ascii_lowercase();
    let settings = Settings::read(words)?;
    let after = settings.number("after")?;
    let fault = match name.as_str() {
        "401" => settings.refused(1000)?,
        "429" => settings.refused(1302)?,
        "sensitive" => settings.refused(1301)?,
        "slow" => Fault::SlowFirstByte {
            milliseconds: settings.number("ms")?.unwrap_or(2000),
        },
        "stall" => Fault::Stall {
            after: after.unwrap_or(3),
        },
        "cut" => Fault::Cut {
            after_bytes: after.unwrap_or(400),
        },
        "half" => Fault::HalfCharacter {
            after_bytes: after.unwrap_or(400),
        },
        "huge" => Fault::HugeLine {
            after: after.unwrap_or(2),
            bytes: settings.number("bytes")?.unwrap_or(HUGE),
        },
        "duplicate" => Fault::DuplicateChunk {
            after: after.unwrap_or(2),
        },
        "error-in-stream" => Fault::ErrorInStream {
            after: after.unwrap_or(3),
            code: settings.code(1234)?,
        },
        "error-200" => settings.error_under_200()?,
        "sensitive-stop" => Fault::SensitiveStop {
            after: after.unwrap_or(5),
        },
        "network-error" => Fault::NetworkError {
            after: after.unwrap_or(5),
        },
        "unknown-finish" => Fault::UnknownFinish {
            reason: settings.get("reason").unwrap_or("tired_of_it").to_owned(),
        },
        "no-finish" => Fault::NoFinish {
            after: after.unwrap_or(5),
        },
        "odd-frames" => Fault::OddFrames,
        "odd-tools" => Fault::OddToolCalls,
        name => match name.parse() {
            Ok(code) if codes::is_known(code) => settings.refused(code)?,
            _ => return of_made(name, &settings),
        },
    };
    Ok(fault)
}

/// Faults of tasks and of files that were made.
fn of_made(name: &str, settings: &Settings<'_>) -> Result<Fault, String> {
    Ok(match name {
        "task-fails" => Fault::TaskFails {
            code: settings.number("code")?,
        },
        "dead-link" => Fault::DeadLink {
            status: settings.number("status")?.unwrap_or(403),
        },
        "drip" => Fault::Drip {
            bytes: settings.number("bytes")?.unwrap_or(16 * 1024),
            milliseconds: settings.number("ms")?.unwrap_or(100),
        },
        "other-file" => {
            let kind = settings.get("kind").unwrap_or("noise");
            let unknown = || format!("there is no other file named {kind}");
            Fault::OtherFile {
                kind: OtherFile::named(kind).ok_or_else(unknown)?,
            }
        }
        _ => return Err(format!("there is no fault named {name}")),
    })
}

struct Settings<'a>(Vec<(&'a str, &'a str)>);

impl<'a> Settings<'a> {
    fn read(words: impl Iterator<Item = &'a str>) -> Result<Self, String> {
        let pairs = words.map(|word| {
            word.split_once('=')
                .ok_or_else(|| format!("{word} is not of the form name=value"))
        });
        pairs.collect::<Result<_, _>>().map(Self)
    }

    fn get(&self, name: &str) -> Option<&'a str> {
        self.0
            .iter()
            .find(|(key, _)| *key == name)
            .map(|(_, value)| *value)
    }

    fn number<T: std::str::FromStr>(&self, name: &str) -> Result<Option<T>, String> {
        let read = |value: &str| {
            value
                .parse()
                .map_err(|_| format!("{name}={value} is not a number that fits"))
        };
        self.get(name).map(read).transpose()
    }

    fn code(&self, default: u16) -> Result<u16, String> {
        let code = self.number("code")?.unwrap_or(default);
        if codes::is_known(code) {
            Ok(code)
        } else {
            Err(format!("code {code} is not in the table"))
        }
    }

    fn error_under_200(&self) -> Result<Fault, String> {
        let in_band = self.get("form") == Some("in-band");
        Ok(Fault::ErrorUnder200 {
            code: self.code(1302)?,
            in_band,
        })
    }

    fn refused(&self, code: u16) -> Result<Fault, String> {
        Ok(Fault::Refused {
            code,
            retry_after_seconds: self.number("retry-after")?,
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use crate::Fault;

    #[test]
    fn header_and_magic_word_read_alike() {
        assert_eq!(Fault::parse("stall;after=7"), Ok(Fault::Stall { after: 7 }));
        assert_eq!(
            Fault::parse(" CUT after=200 "),
            Ok(Fault::Cut { after_bytes: 200 })
        );
        assert_eq!(
            Fault::parse("1305;retry-after=2"),
            Ok(Fault::Refused {
                code: 1305,
                retry_after_seconds: Some(2)
            })
        );
        assert_eq!(Fault::parse("503"), Ok(Fault::refused(503)));
        assert_eq!(
            Fault::parse("error-200;code=1000;form=in-band"),
            Ok(Fault::ErrorUnder200 {
                code: 1000,
                in_band: true
            })
        );
    }

    #[test]
    fn what_is_not_understood_is_named() {
        assert_eq!(
            Fault::parse("stahl"),
            Err("there is no fault named stahl".to_owned())
        );
        assert_eq!(Fault::parse(""), Err("a fault needs a name".to_owned()));
        assert_eq!(
            Fault::parse("cut after"),
            Err("after is not of the form name=value".to_owned())
        );
        assert!(
            Fault::parse("cut after=-1")
                .unwrap_err()
                .contains("after=-1")
        );
        assert!(
            Fault::parse("error-in-stream code=9999")
                .unwrap_err()
                .contains("9999")
        );
    }
}
