//! zhipu-sim
