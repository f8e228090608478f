//! What each tool reads, how large it may be and what it costs, as data (files §2). Prices are
//! second hand: a hint, never a bill. Megabytes are taken as 10^6, the smaller reading.

use super::ParserTool;

const MB: u64 = 1_000_000;

/// What a tool is paid by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ParserPrice {
    /// CNY for each call.
    PerCall(f64),
    /// CNY for each page.
    PerPage(f64),
}

/// The limits of a tool.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ParserLimits {
    /// The word of the tool.
    pub tool: &'static str,
    /// Endings in lower case, with the largest file of each group.
    pub formats: &'static [(&'static [&'static str], u64)],
    /// What it costs.
    pub price: ParserPrice,
    /// Whether it keeps pictures and layout.
    pub keeps_layout: bool,
}

impl ParserLimits {
    /// The limits of a tool; `None` if it is not known.
    pub fn of(tool: &ParserTool) -> Option<&'static Self> {
        PARSER_LIMITS
            .iter()
            .find(|limits| limits.tool == tool.as_str())
    }

    /// The largest file with an ending, in whatever case; `None` if the ending is not read.
    pub fn most_bytes(&self, ending: &str) -> Option<u64> {
        let ending = ending.to_ascii_lowercase();
        let group = |(endings, _): &&(&[&str], u64)| endings.contains(&ending.as_str());
        self.formats.iter().find(group).map(|(_, most)| *most)
    }
}

/// All tools.
pub const PARSER_LIMITS: &[ParserLimits] = &[
    ParserLimits {
        tool: "lite",
        formats: &[(
            &[
                "pdf", "docx", "doc", "xls", "xlsx", "ppt", "pptx", "png", "jpg", "jpeg", "csv",
                "txt", "md",
            ],
            50 * MB,
        )],
        price: ParserPrice::PerCall(0.01),
        keeps_layout: false,
    },
    ParserLimits {
        tool: "expert",
        formats: &[(&["pdf"], 100 * MB)],
        price: ParserPrice::PerPage(0.012),
        keeps_layout: true,
    },
    ParserLimits {
        // For formats without a size of their own the smallest of the page is taken.
        tool: "prime",
        formats: &[
            (&["pdf", "doc", "docx", "ppt", "pptx"], 100 * MB),
            (&["png", "jpg", "jpeg"], 20 * MB),
            (
                &[
                    "xls", "xlsx", "csv", "txt", "md", "html", "bmp", "gif", "webp", "heic", "eps",
                    "icns", "im", "pcx", "ppm", "tiff", "xbm", "heif", "jp2",
                ],
                10 * MB,
            ),
        ],
        price: ParserPrice::PerPage(0.12),
        keeps_layout: true,
    },
    ParserLimits {
        tool: "prime-sync",
        formats: &[
            (&["wps", "pdf", "doc", "docx", "ppt", "pptx"], 100 * MB),
            (&["md", "txt", "xls", "xlsx", "csv"], 10 * MB),
            (
                &[
                    "png", "jpg", "jpeg", "html", "bmp", "gif", "webp", "heic", "eps", "icns",
                    "im", "pcx", "ppm", "tiff", "xbm", "heif", "jp2",
                ],
                20 * MB,
            ),
        ],
        price: ParserPrice::PerPage(0.12),
        keeps_layout: true,
    },
];
