//! The flags of `peer`.

use std::time::Duration;

use roam::{Parity, SessionKeepaliveConfig};

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Initiator,
    Acceptor,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum LinkKind {
    Tcp,
    Ws,
    Unix,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Serve {
    Testbed,
    Odds,
    /// The crate's unit handler.
    Nothing,
}

#[derive(Clone)]
pub struct Options {
    pub role: Role,
    pub link: LinkKind,
    /// Dial instead of listening.
    pub connect: bool,
    /// `host:port`, or the path of a unix socket.
    pub address: String,
    pub serve: Serve,
    pub parity: Parity,
    pub max_requests: u32,
    /// Accept virtual connections.
    pub virtuals: bool,
    pub keepalive: Option<SessionKeepaliveConfig>,
    /// Keep every handle of a session that is over.
    pub hold: bool,
    /// One thread: the races inside the crate cannot happen (D-R31).
    pub single: bool,
    /// No session: frames go through the crate's link by hand.
    pub raw: bool,
}

pub const USAGE: &str = "peer [--role initiator|acceptor] [--link tcp|ws|unix] (--listen ADDRESS | --connect ADDRESS)
     [--serve testbed|odds|nothing] [--parity odd|even] [--max N] [--virtuals] [--keepalive INTERVAL_MS,TIMEOUT_MS] [--hold] [--single] [--raw]";

impl Options {
    pub fn parse(mut words: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut options = Options {
            role: Role::Acceptor,
            link: LinkKind::Tcp,
            connect: false,
            address: String::new(),
            serve: Serve::Testbed,
            parity: Parity::Odd,
            max_requests: 64,
            virtuals: false,
            keepalive: None,
            hold: false,
            single: false,
            raw: false,
        };
        while let Some(flag) = words.next() {
            match flag.as_str() {
                "--virtuals" => options.virtuals = true,
                "--hold" => options.hold = true,
                "--single" => options.single = true,
                "--raw" => options.raw = true,
                _ => {
                    let value = words.next().ok_or(format!("{flag} needs a value"))?;
                    options.set(&flag, &value).ok_or(format!("{flag} {value} makes no sense"))?;
                }
            }
        }
        if options.address.is_empty() {
            return Err("--listen or --connect is missing".into());
        }
        Ok(options)
    }

    fn set(&mut self, flag: &str, value: &str) -> Option<()> {
        match (flag, value) {
            ("--role", "initiator") => self.role = Role::Initiator,
            ("--role", "acceptor") => self.role = Role::Acceptor,
            ("--link", "tcp") => self.link = LinkKind::Tcp,
            ("--link", "ws") => self.link = LinkKind::Ws,
            ("--link", "unix") => self.link = LinkKind::Unix,
            ("--serve", "testbed") => self.serve = Serve::Testbed,
            ("--serve", "odds") => self.serve = Serve::Odds,
            ("--serve", "nothing") => self.serve = Serve::Nothing,
            ("--parity", "odd") => self.parity = Parity::Odd,
            ("--parity", "even") => self.parity = Parity::Even,
            ("--max", _) => self.max_requests = value.parse().ok()?,
            ("--listen", _) => self.address = value.into(),
            ("--connect", _) => {
                self.connect = true;
                self.address = value.into();
            }
            ("--keepalive", _) => {
                let (interval, timeout) = value.split_once(',')?;
                self.keepalive = Some(SessionKeepaliveConfig {
                    ping_interval: Duration::from_millis(interval.parse().ok()?),
                    pong_timeout: Duration::from_millis(timeout.parse().ok()?),
                });
            }
            _ => return None,
        }
        Some(())
    }
}
