//! The parts of the live peer that the interop tests of roam-xstate talk to.

pub mod commands;
pub mod hex;
pub mod misuse;
pub mod odd_streams;
pub mod odd_types;
pub mod odd_values;
pub mod odds;
pub mod odds_peer;
pub mod options;
pub mod raw;
pub mod report;
pub mod session;
pub mod socket;
pub mod storm;
pub mod testbed;
pub mod testbed_peer;
pub mod vectors;
