//! Linux: how things stand with the Secret Service, asked over D-Bus without showing a prompt.

use std::time::Duration;

use dbus::{
    Path,
    blocking::{Connection, stdintf::org_freedesktop_dbus::Properties},
};
use glim_app::SecretsError;

/// The bus itself answers at once or is broken.
const BUS_PATIENCE: Duration = Duration::from_secs(2);
/// The first question may have to start the service.
const SERVICE_PATIENCE: Duration = Duration::from_secs(5);

const SECRETS: &str = "org.freedesktop.secrets";
const BUS: &str = "org.freedesktop.DBus";

/// `Ok` when secrets can be read and kept; else what is in the way.
pub(super) fn look() -> Result<(), SecretsError> {
    let connection = Connection::new_session().map_err(|_| SecretsError::NoBus)?;
    let bus = connection.with_proxy(BUS, "/org/freedesktop/DBus", BUS_PATIENCE);
    let (is_running,): (bool,) = bus
        .method_call(BUS, "NameHasOwner", (SECRETS,))
        .map_err(|error| name(&error))?;
    if !is_running {
        let (startable,): (Vec<String>,) = bus
            .method_call(BUS, "ListActivatableNames", ())
            .map_err(|error| name(&error))?;
        if !startable.iter().any(|name| name == SECRETS) {
            return Err(SecretsError::NoService);
        }
    }
    let service = connection.with_proxy(SECRETS, "/org/freedesktop/secrets", SERVICE_PATIENCE);
    let (keyring,): (Path<'static>,) = service
        .method_call("org.freedesktop.Secret.Service", "ReadAlias", ("default",))
        .map_err(|error| name(&error))?;
    // Without a default keyring nothing can be kept: a service that nobody has unlocked yet.
    if &*keyring == "/" {
        return Err(SecretsError::Locked);
    }
    let is_locked: bool = connection
        .with_proxy(SECRETS, keyring, BUS_PATIENCE)
        .get("org.freedesktop.Secret.Collection", "Locked")
        .map_err(|error| name(&error))?;
    if is_locked {
        Err(SecretsError::Locked)
    } else {
        Ok(())
    }
}

fn name(error: &dbus::Error) -> SecretsError {
    match error
        .name()
        .unwrap_or_default()
        .strip_prefix("org.freedesktop.DBus.Error.")
    {
        Some("NoReply" | "Timeout" | "TimedOut") => SecretsError::TimedOut,
        Some("Disconnected" | "NoServer") => SecretsError::NoBus,
        Some("ServiceUnknown" | "NameHasNoOwner") => SecretsError::NoService,
        // Named as startable and yet not to be started.
        Some(kind) if kind.starts_with("Spawn") => SecretsError::NoService,
        _ => SecretsError::Failed,
    }
}
