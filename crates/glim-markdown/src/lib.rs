//! glim-markdown
