//! `icons` renders `icons/glim.svg` to every size that the systems ask for, and packs `.ico` and `.icns`.
//!
//! Both formats are a table of PNG files, so packing needs no library. Rendering needs `rsvg-convert`
//! (Debian: librsvg2-bin); the results are committed, so nobody else needs it.

use std::fs;

use crate::command::{Step, find_program};
use crate::failure::{Failure, Outcome};
use crate::tree;

/// Files of one picture each, with their width in pixels.
const PNGS: [(&str, u32); 4] = [
    ("32x32.png", 32),
    ("128x128.png", 128),
    ("128x128@2x.png", 256),
    ("icon.png", 512),
];

/// Widths in `icon.ico`. 32 stands first: Tauri takes the first for the window.
const ICO: [u32; 6] = [32, 16, 24, 48, 64, 256];

/// Types and widths in `icon.icns`; `ic11` to `ic14` are for screens of double density.
const ICNS: [(&[u8; 4], u32); 10] = [
    (b"icp4", 16),
    (b"icp5", 32),
    (b"ic11", 32),
    (b"ic12", 64),
    (b"ic07", 128),
    (b"ic13", 256),
    (b"ic08", 256),
    (b"ic14", 512),
    (b"ic09", 512),
    (b"ic10", 1024),
];

/// Renders and packs all icons.
pub(crate) fn icons() -> Outcome {
    if find_program("rsvg-convert").is_none() {
        return Err(Failure::new(
            "icons are rendered by rsvg-convert (Debian: apt install librsvg2-bin)",
        ));
    }
    for (name, width) in PNGS {
        write(name, &png(width)?)?;
    }
    let pictures = ICO
        .iter()
        .map(|width| Ok((*width, png(*width)?)))
        .collect::<Outcome<Vec<_>>>()?;
    write("icon.ico", &ico(&pictures)?)?;
    let pictures = ICNS
        .iter()
        .map(|(kind, width)| Ok((**kind, png(*width)?)))
        .collect::<Outcome<Vec<_>>>()?;
    write("icon.icns", &icns(&pictures)?)
}

fn png(width: u32) -> Outcome<Vec<u8>> {
    let file = std::env::temp_dir().join(format!("glim-icon-{}-{width}.png", std::process::id()));
    let width = width.to_string();
    Step::new("rsvg-convert")
        .with(&["-w", &width, "-h", &width, "icons/glim.svg", "-o"])
        .with_all([&file])
        .captured()?;
    let bytes = fs::read(&file).map_err(|error| Failure::file("reading", &file, &error))?;
    fs::remove_file(&file).map_err(|error| Failure::file("removing", &file, &error))?;
    Ok(bytes)
}

fn write(name: &str, bytes: &[u8]) -> Outcome {
    let path = tree::root().join("icons").join(name);
    println!("   icons/{name} {} bytes", bytes.len());
    fs::write(&path, bytes).map_err(|error| Failure::file("writing", &path, &error))
}

/// A header of 6 bytes, one entry of 16 for each picture, the pictures.
fn ico(pictures: &[(u32, Vec<u8>)]) -> Outcome<Vec<u8>> {
    let mut entries = vec![0, 0, 1, 0];
    entries.extend(
        u16::try_from(pictures.len())
            .map_err(too_large)?
            .to_le_bytes(),
    );
    let mut offset = 6 + 16 * pictures.len();
    let mut data = Vec::new();
    for (width, bytes) in pictures {
        let side = u8::try_from(*width).unwrap_or(0); // 0 stands for 256
        entries.extend([side, side, 0, 0, 1, 0, 32, 0]);
        entries.extend(u32::try_from(bytes.len()).map_err(too_large)?.to_le_bytes());
        entries.extend(u32::try_from(offset).map_err(too_large)?.to_le_bytes());
        offset += bytes.len();
        data.extend_from_slice(bytes);
    }
    entries.extend(data);
    Ok(entries)
}

/// `icns`, the whole length, then type, length and picture for each; lengths hold their own 8 bytes.
fn icns(pictures: &[([u8; 4], Vec<u8>)]) -> Outcome<Vec<u8>> {
    let mut body = Vec::new();
    for (kind, bytes) in pictures {
        body.extend(kind);
        body.extend(
            u32::try_from(bytes.len() + 8)
                .map_err(too_large)?
                .to_be_bytes(),
        );
        body.extend(bytes);
    }
    let mut file = b"icns".to_vec();
    file.extend(
        u32::try_from(body.len() + 8)
            .map_err(too_large)?
            .to_be_bytes(),
    );
    file.extend(body);
    Ok(file)
}

fn too_large(_: std::num::TryFromIntError) -> Failure {
    Failure::new("an icon file grew beyond what its format can hold")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ico_says_where_each_picture_is() {
        let file = ico(&[(32, vec![1; 5]), (256, vec![2; 7])]).unwrap();
        assert_eq!(file.len(), 6 + 2 * 16 + 12);
        assert_eq!(file.get(..6), Some(&[0, 0, 1, 0, 2, 0][..]));
        assert_eq!(file.get(6), Some(&32));
        assert_eq!(file.get(22), Some(&0), "256 is written as 0");
        assert_eq!(
            file.get(34..38),
            Some(&43_u32.to_le_bytes()[..]),
            "the second picture follows the first"
        );
        assert_eq!(file.get(43), Some(&2));
    }

    #[test]
    fn an_icns_holds_its_own_length() {
        let file = icns(&[(*b"ic07", vec![1; 5])]).unwrap();
        assert_eq!(file.get(4..8), Some(&21_u32.to_be_bytes()[..]));
        assert_eq!(file.len(), 21);
    }
}
