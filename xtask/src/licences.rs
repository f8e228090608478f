//! Licences, forbidden crates and sources of everything we ship, by the lists of `deny.toml`.
//!
//! cargo-deny reads the same file and is run as well where it is installed; ADR 0008 says why it is not required.
//! npm packages are checked by their lock file against the same list.

mod policy;
mod spdx;

use serde_json::Value;

use crate::command::{Step, find_program};
use crate::failure::{Failure, Outcome};
use crate::layout::{self, Finding};
use crate::tree;
use policy::Policy;

/// The only place a crate may come from.
const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// npm packages whose `package.json` names no licence, with the one in the licence file they ship.
const NPM_BY_FILE: [(&str, &str); 1] = [("svelte-toolbelt", "MIT")];

/// Fails with every package whose licence, name or source is not allowed.
pub(crate) fn check() -> Outcome {
    let policy = Policy::read(&tree::read("deny.toml")?)?;
    let mut findings = crates(&tree::metadata(false)?, &policy)?;
    let lock: Value = serde_json::from_str(&tree::read("ui/package-lock.json")?)
        .map_err(|error| Failure::new(format!("ui/package-lock.json is not JSON: {error}")))?;
    findings.extend(npm(&lock, &policy));
    layout::refuse(&findings)?;
    if find_program("cargo-deny").is_some() {
        Step::cargo()
            .with(&["deny", "--offline", "check", "licenses", "bans", "sources"])
            .captured()?;
    }
    Ok(())
}

fn crates(metadata: &Value, policy: &Policy) -> Outcome<Vec<Finding>> {
    let packages = metadata.get("packages").and_then(Value::as_array);
    let packages = packages.ok_or_else(|| Failure::new("cargo metadata lists no packages"))?;
    let mut found = Vec::new();
    for package in packages {
        let text = |name: &str| package.get(name).and_then(Value::as_str);
        let (name, version) = (
            text("name").unwrap_or_default(),
            text("version").unwrap_or_default(),
        );
        let place = format!("{name} {version}");
        if let Some(reason) = policy.forbids(name) {
            found.push(Finding::new(&place, format!("is forbidden: {reason}")));
        }
        match text("source") {
            None | Some(REGISTRY) => {}
            Some(other) => found.push(Finding::new(
                &place,
                format!("comes from {other}, not from crates.io"),
            )),
        }
        match text("license") {
            Some(licence) if policy.allows(name, licence) => {}
            Some(licence) => found.push(Finding::new(
                &place,
                format!("its licence `{licence}` is not in deny.toml"),
            )),
            None => found.push(Finding::new(&place, "names no licence")),
        }
    }
    Ok(found)
}

/// Only what is shipped: tools that build and test the UI (`dev` in the lock file) may have any licence.
fn npm(lock: &Value, policy: &Policy) -> Vec<Finding> {
    let packages = lock.get("packages").and_then(Value::as_object);
    let mut found = Vec::new();
    for (path, package) in packages.into_iter().flatten() {
        let Some((_, name)) = path.rsplit_once("node_modules/") else {
            continue;
        };
        if package.get("dev") == Some(&Value::Bool(true)) {
            continue;
        }
        let place = format!("npm {name}");
        let by_file = NPM_BY_FILE
            .iter()
            .find(|(it, _)| *it == name)
            .map(|(_, licence)| *licence);
        match package.get("license").and_then(Value::as_str).or(by_file) {
            Some(licence) if policy.allows(name, licence) => {}
            Some(licence) => found.push(Finding::new(
                place,
                format!("its licence `{licence}` is not in deny.toml"),
            )),
            None => found.push(Finding::new(
                place,
                "names no licence in ui/package-lock.json",
            )),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn policy() -> Policy {
        Policy::read(
            "[licenses]\nallow = [\"MIT\", \"Apache-2.0\"]\n[bans]\ndeny = [{ crate = \"openssl-sys\", reason = \"rustls is ours\" }]\n",
        )
        .unwrap()
    }

    fn refused(package: &Value) -> usize {
        crates(&json!({ "packages": [package.clone()] }), &policy())
            .unwrap()
            .len()
    }

    #[test]
    fn a_crate_is_refused_for_its_licence_its_name_or_its_source() {
        let registry = REGISTRY;
        assert_eq!(
            refused(
                &json!({ "name": "a", "version": "1", "license": "MIT OR GPL-3.0", "source": registry })
            ),
            0
        );
        assert_eq!(
            refused(
                &json!({ "name": "a", "version": "1", "license": "GPL-3.0", "source": registry })
            ),
            1
        );
        assert_eq!(
            refused(&json!({ "name": "a", "version": "1", "license": null, "source": registry })),
            1
        );
        assert_eq!(
            refused(
                &json!({ "name": "openssl-sys", "version": "1", "license": "MIT", "source": registry })
            ),
            1
        );
        assert_eq!(
            refused(
                &json!({ "name": "a", "version": "1", "license": "MIT", "source": "git+https://x" })
            ),
            1
        );
    }

    #[test]
    fn npm_packages_answer_to_the_same_list() {
        let lock = json!({ "packages": {
            "": { "license": "none of its business" },
            "node_modules/good": { "license": "MIT" },
            "node_modules/good/node_modules/@a/bad": { "license": "SSPL-1.0" },
            "node_modules/silent": {},
            "node_modules/tool": { "license": "SSPL-1.0", "dev": true },
            "node_modules/svelte-toolbelt": {},
        } });
        let places: Vec<String> = npm(&lock, &policy())
            .into_iter()
            .map(|it| it.place)
            .collect();
        assert_eq!(places, ["npm @a/bad", "npm silent"]);
    }
}
