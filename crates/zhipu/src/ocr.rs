//! Words out of pictures: hand-writing (`POST /files/ocr`) and whole pages with their layout
//! (`POST /layout_parsing`, GLM-OCR). Source: platform notes, files §3 and §4 (CN-OAS-2026-07).

mod handwriting;
mod layout;

pub use handwriting::{
    HANDWRITING_LIMITS, Handwriting, HandwritingLimits, HandwritingLine, HandwritingRequest,
    PixelBox, Probability,
};
pub use layout::{
    LAYOUT_LIMITS, Layout, LayoutElement, LayoutLabel, LayoutLimits, LayoutRequest, PageSize,
};
