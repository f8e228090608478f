//! zhipu
