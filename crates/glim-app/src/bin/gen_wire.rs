//! Writes what is made from the list of commands: the TypeScript of all types that cross, and the permission
//! sets of the shell. Run by `cargo xtask gen`; CI checks that nothing changes.

use std::{
    any::TypeId,
    collections::{BTreeMap, HashSet},
    fmt::Write as _,
    fs,
    io::Write as _,
    path::Path,
    process::ExitCode,
};

use glim_app::{AppEvent, commands};
use ts_rs::{Config, TS, TypeVisitor};

const TYPESCRIPT: &str = "ui/src/wire/generated/index.ts";
const PERMISSIONS: &str = "src-tauri/permissions/app.gen.toml";

fn main() -> ExitCode {
    let written =
        write(TYPESCRIPT, &typescript()).and_then(|()| write(PERMISSIONS, &permissions()));
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "gen_wire: {error}"); // nowhere left to say it
            ExitCode::FAILURE
        }
    }
}

fn write(path: &str, text: &str) -> std::io::Result<()> {
    if let Some(folder) = Path::new(path).parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, text)
}

/// All types that `Commands` and `AppEvent` lead to, by name, each declared once.
fn typescript() -> String {
    let config = Config::default().with_large_int("number");
    let mut seen = Declarations {
        visited: HashSet::new(),
        config: &config,
        by_name: BTreeMap::new(),
    };
    seen.visit::<commands::Commands>();
    seen.visit::<AppEvent>();
    let mut text = String::from(
        "// Made by `cargo xtask gen` from crates/glim-app/src/commands.rs. Do not edit.\n",
    );
    for declaration in seen.by_name.values() {
        let _ = write!(text, "\n{declaration}\n"); // writing to a String cannot fail
    }
    text
}

struct Declarations<'a> {
    config: &'a Config,
    visited: HashSet<TypeId>,
    by_name: BTreeMap<String, String>,
}

impl TypeVisitor for Declarations<'_> {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if !self.visited.insert(TypeId::of::<T>()) {
            return;
        }
        // Only types with a file of their own are declared; others (numbers, lists) are spelled out in place.
        if T::output_path().is_some() {
            let name = T::ident(self.config);
            let docs = T::docs().unwrap_or_default();
            let declaration = format!("{docs}export {}", T::decl(self.config));
            self.by_name.insert(name, declaration);
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}

/// One permission set for each place, so that a window can be given a place as a whole.
fn permissions() -> String {
    let mut places: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (name, place) in commands::NAMES {
        places
            .entry(place)
            .or_default()
            .push(format!("allow-{}", name.replace('_', "-")));
    }
    let mut text = String::from(
        "# Made by `cargo xtask gen` from crates/glim-app/src/commands.rs. Do not edit.\n",
    );
    for (place, names) in places {
        let list: String = names.iter().fold(String::new(), |mut list, name| {
            let _ = writeln!(list, "    \"{name}\","); // writing to a String cannot fail
            list
        });
        let _ = write!(
            text,
            "\n[[set]]\nidentifier = \"{place}\"\ndescription = \"Commands of the place {place}\"\npermissions = [\n{list}]\n"
        ); // writing to a String cannot fail
    }
    text
}
