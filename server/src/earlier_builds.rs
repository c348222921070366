//! `/pkg` files of earlier builds. A page that was opened before an update, or a phone whose worker
//! is being put together during one, still finds its own.
//!
//! `<data-dir>/pkg/1`, `2`, … hold a build each, the newest with the highest number. The five
//! newest stay, whatever their age: a page loads all it needs as it opens, so it asks for more
//! only around an update, and five outlast a day of mended mistakes. Behind a balancer each machine
//! keeps what it has served itself.

use std::{
    borrow::Cow,
    collections::BTreeSet,
    fs, io,
    path::{Component, Path, PathBuf},
};

/// How many builds stay, the running one included.
const KEPT: usize = 5;

/// The folders to look in, newest first.
#[derive(Debug, Clone, Default)]
pub struct EarlierBuilds {
    folders: Vec<PathBuf>,
}

impl EarlierBuilds {
    /// Keeps the running build's files beside those of earlier ones, and forgets the oldest.
    pub fn keep(
        folder: &Path,
        names: &BTreeSet<String>,
        read: impl Fn(&str) -> Option<Cow<'static, [u8]>>,
    ) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let mut builds = numbered(folder)?;
        let newest = builds.last().map_or(0, |(number, _)| *number);
        // The running build may have run before: at every start, and after a step back.
        let known = builds.iter().position(|(_, path)| files(path) == *names);
        if known.is_none_or(|at| at + 1 < builds.len()) {
            let target = folder.join((newest + 1).to_string());
            match known {
                Some(at) => fs::rename(builds.remove(at).1, &target)?,
                None => write(folder, &target, names, read)?,
            }
            builds.push((newest + 1, target));
        }
        let folders: Vec<PathBuf> = builds.into_iter().rev().map(|(_, path)| path).collect();
        for old in folders.iter().skip(KEPT) {
            fs::remove_dir_all(old)?;
        }
        Ok(Self {
            folders: folders.into_iter().take(KEPT).collect(),
        })
    }

    /// A file by its name below `/pkg/`.
    pub async fn find(&self, name: &str) -> Option<Vec<u8>> {
        let plain = Path::new(name)
            .components()
            .all(|part| matches!(part, Component::Normal(_)));
        if !plain {
            return None;
        }
        for folder in &self.folders {
            if let Ok(content) = tokio::fs::read(folder.join(name)).await {
                return Some(content);
            }
        }
        None
    }
}

/// Under its number only when complete: a start that is cut off leaves no half build.
fn write(
    folder: &Path,
    target: &Path,
    names: &BTreeSet<String>,
    read: impl Fn(&str) -> Option<Cow<'static, [u8]>>,
) -> io::Result<()> {
    let unfinished = folder.join("unfinished");
    if unfinished.exists() {
        fs::remove_dir_all(&unfinished)?;
    }
    for name in names {
        let path = unfinished.join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, read(name).unwrap_or_default())?;
    }
    fs::create_dir_all(&unfinished)?;
    fs::rename(unfinished, target)
}

/// The builds' folders, oldest first.
fn numbered(folder: &Path) -> io::Result<Vec<(u64, PathBuf)>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let number = entry
            .file_name()
            .to_str()
            .and_then(|name| name.parse().ok());
        found.extend(number.map(|number| (number, entry.path())));
    }
    found.sort();
    Ok(found)
}

/// The names of a build's files; two builds with the same have the same content, by their hashes.
fn files(folder: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if let Ok(name) = path.strip_prefix(folder) {
                found.insert(name.to_string_lossy().into_owned());
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn starts(folder: &Path, build: &str) -> EarlierBuilds {
        let names = BTreeSet::from([format!("field-{build}.js"), "snippets/a/b.js".to_owned()]);
        let content = build.as_bytes().to_vec();
        EarlierBuilds::keep(folder, &names, |_| Some(Cow::Owned(content.clone()))).unwrap()
    }

    #[tokio::test]
    async fn a_page_of_the_build_before_still_finds_its_files() {
        let folder = tempfile::tempdir().unwrap();
        starts(folder.path(), "a");
        let builds = starts(folder.path(), "b");
        assert_eq!(builds.find("field-a.js").await.unwrap(), b"a");
        assert_eq!(builds.find("field-b.js").await.unwrap(), b"b");
        assert_eq!(builds.find("snippets/a/b.js").await.unwrap(), b"b");
        assert_eq!(builds.find("field-c.js").await, None);
    }

    #[tokio::test]
    async fn the_sixth_build_pushes_the_first_out() {
        let folder = tempfile::tempdir().unwrap();
        for build in ["a", "b", "c", "d", "e"] {
            starts(folder.path(), build);
        }
        let builds = starts(folder.path(), "f");
        assert_eq!(builds.find("field-a.js").await, None);
        assert!(builds.find("field-b.js").await.is_some());
        assert_eq!(numbered(folder.path()).unwrap().len(), KEPT);
    }

    #[tokio::test]
    async fn starting_the_same_build_again_pushes_nothing_out() {
        let folder = tempfile::tempdir().unwrap();
        starts(folder.path(), "a");
        for _ in 0..10 {
            starts(folder.path(), "b");
        }
        // A step back to `a` makes it the newest.
        let builds = starts(folder.path(), "a");
        assert!(builds.find("field-b.js").await.is_some());
        assert_eq!(builds.folders[0], folder.path().join("3"));
        assert_eq!(builds.folders.len(), 2);
    }

    #[tokio::test]
    async fn a_start_that_was_cut_off_leaves_no_half_build() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("unfinished")).unwrap();
        fs::write(folder.path().join("unfinished/field-x.js"), "half").unwrap();
        let builds = starts(folder.path(), "a");
        assert_eq!(builds.find("field-x.js").await, None);
    }

    #[tokio::test]
    async fn nothing_outside_the_folders_is_served() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("secret"), "secret").unwrap();
        let builds = starts(folder.path(), "a");
        assert_eq!(builds.find("../secret").await, None);
        let absolute = folder.path().join("secret");
        assert_eq!(builds.find(absolute.to_str().unwrap()).await, None);
    }
}
