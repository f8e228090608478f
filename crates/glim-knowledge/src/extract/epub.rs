//! Books: the chapters in the order of their spine, each read as a web page.

use std::borrow::Cow;
use std::collections::HashMap;

use super::archive::Archive;
use super::collector::Collector;
use super::xml::{Node, walk};
use super::{ReadProblem, Source, html};

pub(super) fn read(source: &Source<'_>, to: &mut Collector) -> Result<(), ReadProblem> {
    let mut archive = Archive::open(source.bytes, source.limits)?;
    let has_rights = archive.names().any(|it| it == "META-INF/rights.xml");
    let package_name = match archive.text("META-INF/container.xml")? {
        Some(container) => package_name(&container, source),
        None => None,
    };
    let listed = || {
        let mut names = archive.names();
        names.find(|it| it.ends_with(".opf")).map(Cow::into_owned)
    };
    let package_name = package_name.or_else(listed);
    let package_name = package_name.ok_or_else(|| ReadProblem::damaged("no package document"))?;
    let package = archive.text(&package_name)?;
    let package = package.ok_or_else(|| ReadProblem::damaged("no package document"))?;
    let folder = package_name
        .rsplit_once('/')
        .map_or("", |(folder, _)| folder);
    let spine = spine(&package, source, to)?;
    for address in spine {
        let name = resolved(folder, &address);
        let Some(page) = archive.text(&name)? else {
            to.cut_short("damage");
            continue;
        };
        to.open_chapter();
        if page.contains('<') {
            html::read(&page, to);
        } else if has_rights {
            return Err(ReadProblem::Encrypted);
        }
        if to.is_full() {
            break;
        }
    }
    Ok(())
}

fn package_name(container: &str, source: &Source<'_>) -> Option<String> {
    let mut found = None;
    // Without a container that can be read, the package is looked for by its name.
    let _ = walk(container, source.limits, &mut |node| {
        if let Node::Start(element) = node
            && element.name == "rootfile"
            && found.is_none()
        {
            found = element.attribute("full-path");
        }
    });
    found
}

/// Addresses of the chapters, in order.
fn spine(
    package: &str,
    source: &Source<'_>,
    to: &mut Collector,
) -> Result<Vec<String>, ReadProblem> {
    let mut items: HashMap<String, String> = HashMap::new();
    let mut order: Vec<String> = Vec::new();
    let mut in_title = false;
    walk(package, source.limits, &mut |node| match node {
        Node::Start(element) => {
            in_title = element.name == "title";
            if element.name == "item"
                && let (Some(id), Some(address)) =
                    (element.attribute("id"), element.attribute("href"))
            {
                items.insert(id, address);
            }
            if element.name == "itemref" {
                order.extend(element.attribute("idref"));
            }
        }
        Node::End(_) => in_title = false,
        Node::Text(text) if in_title => to.set_title(text),
        Node::Text(_) => {}
    })?;
    Ok(order
        .iter()
        .filter_map(|id| items.get(id).cloned())
        .collect())
}

/// The name of a part from the folder of the package and an address in it, which is a URL.
fn resolved(folder: &str, address: &str) -> String {
    let address = address.split('#').next().unwrap_or(address);
    let mut parts: Vec<String> = folder
        .split('/')
        .filter(|it| !it.is_empty())
        .map(str::to_owned)
        .collect();
    for part in address.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                parts.pop();
            }
            other => parts.push(unquoted(other)),
        }
    }
    parts.join("/")
}

fn unquoted(part: &str) -> String {
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let digits = after.get(..2).and_then(|it| std::str::from_utf8(it).ok());
        let code = digits.and_then(|it| u8::from_str_radix(it, 16).ok());
        if let (b'%', Some(code)) = (first, code) {
            bytes.push(code);
            rest = after.get(2..).unwrap_or_default();
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lead_to_parts() {
        assert_eq!(
            resolved("OEBPS/text", "../a%20b/%E4%B8%80.xhtml#x"),
            "OEBPS/a b/一.xhtml"
        );
        assert_eq!(resolved("", "./c.html"), "c.html");
        assert_eq!(resolved("", "../../c%zz"), "c%zz");
    }
}
