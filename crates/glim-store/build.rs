//! `sqlx::migrate!` reads a folder; without this line cargo would not notice a new migration.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
}
