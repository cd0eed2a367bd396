//! The rule files and presets that are part of the program, as text.

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{PRESETS, RULES};

    #[test]
    fn every_file_of_the_folders_is_embedded_in_order() {
        for (folder, embedded) in [("rules", RULES), ("rules/presets", PRESETS)] {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
            let mut names: Vec<String> = std::fs::read_dir(path)
                .expect("the folder exists")
                .flatten()
                .filter_map(|entry| entry.file_name().to_string_lossy().strip_suffix(".yaml").map(str::to_owned))
                .collect();
            names.sort();
            assert_eq!(embedded.iter().map(|(name, _)| *name).collect::<Vec<_>>(), names, "{folder}");
        }
    }
}
