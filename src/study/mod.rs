//! A study read as a whole: its sessions as rows, what may be seen of them yet, and whose crying status is settled.

mod load;
mod settle;

pub use load::{Loaded, load, load_with, settled_rule};
pub use settle::{By, Settlement};
