//! glim-devhost
fn main() {}
