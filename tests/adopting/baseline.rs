use super::{EN, Site, ZH};

const OLD: &str =
    "---\ntitle: Announcing Lantern 2.4\n---\n\nLantern has has a lamp.\n\nThe the lamp.\n\nThe the lamp.\n";
const OLD_ZH: &str = "---\ntitle: 发布 Lantern 2.4\n---\n\nLantern 有一盏灯。\n\n更好的的灯。\n\n这盏灯。\n";

fn site() -> Site {
    Site::new(&[(EN, OLD), (ZH, OLD_ZH)])
}

#[test]
fn only_what_is_new_is_reported() {
    let site = site();
    assert_eq!(site.check(&[]).findings().len(), 4);
    let ran = site.run(&["baseline"]);
    assert_eq!(
        (ran.code, ran.out.as_str()),
        (0, "4 findings written to `tidings-baseline.yaml`: `tidings check` reports only others from now on\n")
    );
    assert_eq!((site.check(&[]).code, site.check(&[]).out.as_str()), (0, ""));
    assert_eq!(site.check(&["--no-baseline"]).findings().len(), 4);
    // Lines move and nothing is new; a third copy of the same is.
    site.write(EN, &OLD.replace("\n\nLantern", "\n\nNew here.\n\nLantern"));
    site.write(ZH, &OLD_ZH.replace("\n\nLantern", "\n\n这里是新的。\n\nLantern"));
    assert_eq!(site.check(&[]).findings(), [""; 0]);
    site.write(EN, &format!("{OLD}\nThe the lamp.\n"));
    site.write(ZH, &format!("{OLD_ZH}\n灯。\n"));
    assert_eq!(site.check(&[]).findings(), [format!("{EN}:11:1: warning[doubled-word]")]);
}

#[test]
fn the_file_is_sorted_lines() {
    let site = site();
    site.run(&["baseline"]);
    let text = site.read("tidings-baseline.yaml");
    let lines: Vec<&str> = text.lines().filter(|line| line.starts_with("- ")).collect();
    assert_eq!(
        lines,
        [
            format!("- {{\"page\":\"{EN}\",\"rule\":\"doubled-word\",\"text\":\"The the\",\"count\":2}}"),
            format!("- {{\"page\":\"{EN}\",\"rule\":\"doubled-word\",\"text\":\"has has\"}}"),
            format!("- {{\"page\":\"{ZH}\",\"rule\":\"doubled-word\",\"text\":\"更好{{的的}}灯。\"}}"),
        ]
    );
}

#[test]
fn debt_only_shrinks() {
    let site = site();
    site.run(&["baseline"]);
    site.write(EN, &OLD.replacen("The the lamp", "The lamp", 1).replace("has has", "has"));
    let ran = site.check(&[]);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert!(ran.err.contains("2 findings of `tidings-baseline.yaml` are there no more"), "{}", ran.err);
    assert!(ran.err.contains("tidings baseline --prune"), "{}", ran.err);
    // Another page was asked about: nothing is known of this one.
    assert_eq!(site.check(&["--fail-on", "error"]).code, 0);
    let ran = site.run(&["baseline", "--prune"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "2 findings removed from `tidings-baseline.yaml`, 2 left\n"));
    assert_eq!((site.check(&[]).code, site.check(&[]).err.as_str()), (0, ""));
    // What was mended is new when it comes back, and pruning does not let new ones in.
    site.write(EN, OLD);
    assert_eq!(site.check(&[]).findings().len(), 2);
    site.run(&["baseline", "--prune"]);
    assert_eq!(site.check(&[]).findings().len(), 2);
}

#[test]
fn fixing_leaves_known_findings_alone_unless_asked() {
    let site = site();
    site.run(&["baseline"]);
    // A third copy of a known finding, and a finding of another text.
    let more = "\nThe the lamp.\n\nA a lamp is is here.\n";
    let (old, zh) = (format!("{OLD}{more}"), format!("{OLD_ZH}\n灯。\n\n这里有一盏灯。\n"));
    site.write(EN, &old);
    site.write(ZH, &zh);
    let new = site.check(&[]).findings().len();
    assert!(new >= 2, "{:?}", site.check(&[]));
    let ran = site.run(&["check", "--fix-only"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let text = site.read(EN);
    assert!(text.contains("Lantern has has") && text.contains("lamp is here"), "{text}");
    assert_eq!(text.matches("The the lamp").count(), 2, "{text}");
    assert_eq!(site.read(ZH), zh, "its finding is known");
    let ran = site.check(&[]);
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "", ""));
    // Asked for: the rest is mended, and the baseline is told.
    assert_eq!(site.run(&["check", "--fix-only", "--no-baseline"]).code, 0);
    assert_eq!(site.read(EN).matches("The the").count() + site.read(EN).matches("has has").count(), 0);
    assert!(site.check(&[]).err.contains("--prune"));
    assert_eq!(site.run(&["baseline", "--prune"]).code, 0);
    let ran = site.check(&[]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
}

#[test]
fn a_rule_that_is_off_leaves_its_entries_alone() {
    let site = site();
    site.run(&["baseline"]);
    site.write("tidings.yaml", "rules:\n  doubled-word: off\n");
    assert_eq!((site.check(&[]).code, site.check(&[]).err.as_str()), (0, ""));
}

#[test]
fn a_damaged_file_is_named_with_its_place() {
    let site = site();
    site.run(&["baseline"]);
    let good = site.read("tidings-baseline.yaml");
    let conflict = good.replacen("- {", "<<<<<<< HEAD\n- {", 1);
    for (text, said) in [
        (conflict.as_str(), "tidings-baseline.yaml:5:1: a merge left a conflict in the baseline"),
        ("version: 9\n", "tidings-baseline.yaml:1:10: this baseline has version `9`"),
        ("- {\"page\":\"a\",\n", "tidings-baseline.yaml:1:"),
        ("what?\n", "tidings-baseline.yaml:1:1: this line is no part of a baseline"),
    ] {
        site.write("tidings-baseline.yaml", text);
        let ran = site.check(&[]);
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(ran.err.contains(said) && ran.err.contains("tidings baseline"), "{}", ran.err);
        assert_eq!(site.check(&["--no-baseline"]).code, 1);
        assert_eq!(site.run(&["baseline", "--prune"]).code, 2);
        assert_eq!(site.read("tidings-baseline.yaml"), text);
    }
    assert_eq!(site.run(&["baseline"]).code, 0);
    assert_eq!(site.read("tidings-baseline.yaml"), good);
}

#[test]
fn the_configuration_may_name_another_file() {
    let site = site();
    site.write("tidings.yaml", "baseline: known.yaml\n");
    assert_eq!(site.run(&["baseline", "--prune"]).code, 2);
    assert_eq!(site.run(&["baseline"]).code, 0);
    assert!(site.path().join("known.yaml").is_file());
    assert_eq!(site.check(&[]).code, 0);
    site.write("tidings.yaml", "baseline: ../known.yaml\n");
    let ran = site.check(&[]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("tidings.yaml:1:11"), "{}", ran.err);
}

#[test]
fn what_could_not_be_read_is_not_taken_for_mended() {
    let site = site();
    site.run(&["baseline"]);
    let before = site.read("tidings-baseline.yaml");
    std::fs::write(site.path().join(EN), b"\xff\xfe").expect("the file can be written");
    let ran = site.run(&["baseline", "--prune"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert_eq!(site.run(&["baseline"]).code, 2);
    assert_eq!(site.read("tidings-baseline.yaml"), before);
}
