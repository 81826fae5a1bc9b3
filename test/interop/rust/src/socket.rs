//! Sockets of three kinds that can be listened on, dialled, and cut through.

use std::io;
use std::net::Shutdown;

use tokio::net::{TcpListener, TcpStream, UnixListener, UnixStream};

use crate::options::{LinkKind, Options};

pub enum Socket {
    Tcp(TcpStream),
    Unix(UnixStream),
}

/// A second hold on a socket, to break it under the feet of whoever uses it.
pub enum Cutter {
    Tcp(std::net::TcpStream),
    Unix(std::os::unix::net::UnixStream),
}

impl Cutter {
    pub fn cut(&self) {
        let _ = match self {
            Cutter::Tcp(stream) => stream.shutdown(Shutdown::Both),
            Cutter::Unix(stream) => stream.shutdown(Shutdown::Both),
        };
    }
}

impl Socket {
    pub fn with_cutter(self) -> io::Result<(Socket, Cutter)> {
        Ok(match self {
            Socket::Tcp(stream) => {
                let stream = stream.into_std()?;
                let cutter = Cutter::Tcp(stream.try_clone()?);
                (Socket::Tcp(TcpStream::from_std(stream)?), cutter)
            }
            Socket::Unix(stream) => {
                let stream = stream.into_std()?;
                let cutter = Cutter::Unix(stream.try_clone()?);
                (Socket::Unix(UnixStream::from_std(stream)?), cutter)
            }
        })
    }
}

pub enum Listener {
    Tcp(TcpListener),
    Unix(UnixListener),
}

impl Listener {
    pub async fn bind(options: &Options) -> io::Result<Self> {
        Ok(match options.link {
            LinkKind::Unix => Listener::Unix(UnixListener::bind(&options.address)?),
            _ => Listener::Tcp(TcpListener::bind(&options.address).await?),
        })
    }

    pub fn address(&self) -> io::Result<String> {
        Ok(match self {
            Listener::Tcp(listener) => listener.local_addr()?.to_string(),
            Listener::Unix(listener) => {
                let address = listener.local_addr()?;
                address.as_pathname().map(|path| path.display().to_string()).unwrap_or_default()
            }
        })
    }

    pub async fn accept(&self) -> io::Result<Socket> {
        match self {
            Listener::Tcp(listener) => {
                let (stream, _) = listener.accept().await?;
                stream.set_nodelay(true)?;
                Ok(Socket::Tcp(stream))
            }
            Listener::Unix(listener) => Ok(Socket::Unix(listener.accept().await?.0)),
        }
    }
}

pub async fn dial(options: &Options) -> io::Result<Socket> {
    Ok(match options.link {
        LinkKind::Unix => Socket::Unix(UnixStream::connect(&options.address).await?),
        _ => {
            let stream = TcpStream::connect(&options.address).await?;
            stream.set_nodelay(true)?;
            Socket::Tcp(stream)
        }
    })
}
