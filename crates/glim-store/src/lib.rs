//! glim-store
