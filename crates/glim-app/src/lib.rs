//! glim-app
