//! The report of a study, through the binary: figures, page and scripts.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const DELAYED: &str = "protocols/delayed-mood.json";
/// Two visits: sessions with a film that was seen before are left out.
const CROSSOVER: &str = "protocols/crossover.json";
const WARNINGS: [&str; 2] = [
    "Crying was not randomly assigned; groups may differ beforehand.",
    "A larger recovery follows from a larger drop; look at net change.",
];

fn lacrima(arguments: &[&str]) -> Output {
    let output = Command::new(env!("CARGO_BIN_EXE_lacrima"))
        .args(arguments)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    output
}

fn data(home: &Path, protocol: &str, sessions: &str) -> PathBuf {
    let data = home.join("data");
    let path = data.to_str().unwrap();
    lacrima(&[
        "simulate",
        protocol,
        "--seed",
        "5",
        "--sessions",
        sessions,
        "--data",
        path,
    ]);
    data
}

fn report(data: &Path, out: &Path) -> BTreeMap<String, Vec<u8>> {
    lacrima(&[
        "study",
        data.to_str().unwrap(),
        "--out",
        out.to_str().unwrap(),
    ]);
    let files = std::fs::read_dir(out).unwrap().flatten();
    files
        .map(|file| {
            let name = file.file_name().to_string_lossy().into_owned();
            (name, std::fs::read(file.path()).unwrap())
        })
        .collect()
}

#[test]
fn a_report_stands_by_itself_warns_and_is_the_same_twice() {
    let home = tempfile::tempdir().unwrap();
    let data = data(home.path(), DELAYED, "30");
    let files = report(&data, &home.path().join("out"));
    let again = report(&data, &home.path().join("again"));
    let figures: Vec<&String> = files.keys().filter(|name| name.ends_with(".svg")).collect();
    assert!(figures.len() >= 5, "{figures:?}");
    for name in &figures {
        assert_eq!(files[*name], again[*name], "{name}");
        let png = name.replace(".svg", ".png");
        let picture = image::load_from_memory(&files[&png]).unwrap();
        assert_eq!(picture.width(), 1800, "{png}");
        // Something is drawn: not every pixel is the ground.
        let pixels = picture.to_rgb8();
        let inked = pixels.pixels().filter(|pixel| pixel.0 != [255, 255, 255]);
        assert!(inked.count() > 1000, "{png}");
    }
    let page = String::from_utf8(files["report.html"].clone()).unwrap();
    // The warnings go wherever a comparison of groups goes.
    for name in [
        "figure-groups.svg",
        "figure-recovery.svg",
        "figure-contrasts.svg",
        "figure-moderators.svg",
    ] {
        let figure = String::from_utf8(files[name].clone()).unwrap();
        for warning in WARNINGS {
            assert!(figure.contains(warning), "{name}: {warning}");
        }
        assert!(figure.contains("THESE ARE NO STUDY DATA"), "{name}");
    }
    assert!(page.contains("none adjusted for their number"));
    assert!(page.contains("THESE ARE NO STUDY DATA"));
    for leading_out in ["href=", "src=", "url(", "@import", "<script"] {
        assert!(!page.contains(leading_out), "{leading_out}");
    }
    assert!(files.contains_key("analysis.R") && files.contains_key("analysis.py"));
}

/// A program that has what a script needs.
fn has(program: &str, arguments: &[&str]) -> bool {
    let tried = Command::new(program).args(arguments).output();
    tried.is_ok_and(|output| output.status.success())
}

/// Estimate and n by part, model and term.
fn fitted(folder: &Path, name: &str) -> BTreeMap<String, (f64, f64)> {
    let mut table = csv::Reader::from_path(folder.join(name)).unwrap();
    table
        .records()
        .map(|row| {
            let row = row.unwrap();
            let term = row[3].replace("(Intercept)", "Intercept");
            assert_eq!(&row[1], "NEG");
            let name = format!("{} {} {term}", &row[0], &row[2]);
            (name, (row[4].parse().unwrap(), row[8].parse().unwrap()))
        })
        .collect()
}

#[test]
fn the_scripts_fit_their_models_and_agree() {
    let python = has("python3", &["-c", "import pandas, statsmodels"]);
    let r = has("Rscript", &["-e", "library(lme4); library(survival)"]);
    if !python && !r {
        eprintln!(
            "Neither Python with pandas and statsmodels nor R with lme4 and survival is here: the scripts are not run."
        );
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let out = home.path().join("out");
    let data = data(home.path(), CROSSOVER, "60");
    let study = data.to_str().unwrap();
    let blurred = too_little_seen(study);
    let negative = ["study", study, "--outcome", "NEG"];
    lacrima(&[&negative[..], &["--out", out.to_str().unwrap()]].concat());
    let run = |program: &str, script: &str| {
        let ran = Command::new(program)
            .arg(out.join(script))
            .output()
            .unwrap();
        assert!(
            ran.status.success(),
            "{}",
            String::from_utf8_lossy(&ran.stderr)
        );
    };
    let mut fits = Vec::new();
    if python {
        run("python3", "analysis.py");
        fits.push(fitted(&out, "analysis-python.csv"));
    }
    if r {
        run("Rscript", "analysis.R");
        fits.push(fitted(&out, "analysis-R.csv"));
    }
    let (counted, rated) = counted(&out);
    assert!(counted < 60, "nobody was left out");
    let slope = slope(&out);
    for fit in &fits {
        for term in [
            "0 mixed crier",
            "0 mixed crier:time_c",
            "0 cox crier",
            "0 dose any_dose",
        ] {
            assert!(fit.contains_key(term), "{term} is not in {fit:?}");
        }
        assert_eq!(fit["0 mixed crier"].1, rated as f64);
        // The dose's model is the program's own slope.
        let (estimate, n) = fit["0 dose any_dose"];
        assert_eq!((n as usize, slope.1), (slope.1, counted - blurred));
        assert!((estimate - slope.0).abs() < 1e-9, "{estimate} {slope:?}");
    }
    if let [python, r] = fits.as_slice() {
        for (term, (estimate, n)) in r {
            let (other, other_n) = python[term];
            assert_eq!(*n, other_n, "{term}");
            let near = (other - estimate).abs() < 2e-3 * estimate.abs().max(1.0);
            assert!(near, "{term}: {other} and {estimate}");
        }
    }
}

/// Settles that of some sessions too little was seen, though doses were coded; how many.
fn too_little_seen(study: &str) -> usize {
    let told = lacrima(&["study", study, "--json"]).stdout;
    let told: serde_json::Value = serde_json::from_slice(&told).unwrap();
    let sessions = told["sessions"].as_array().unwrap().iter();
    let some = sessions.filter(|one| {
        one["left_out"].is_null() && one["part"] == 0 && one["crier"]["status"] != "crier"
    });
    let settled: Vec<String> = some
        .take(3)
        .map(|one| format!("{}=unclassifiable", one["session"].as_str().unwrap()))
        .collect();
    let mut arguments = vec![
        "study",
        study,
        "--fix-criers",
        "--who",
        "AB",
        "--why",
        "dark",
    ];
    for one in &settled {
        arguments.extend(["--override", one]);
    }
    lacrima(&arguments);
    assert_eq!(settled.len(), 3);
    settled.len()
}

/// The program's slope of net change at the last probe by the dose of any crying, and of how many sessions.
fn slope(folder: &Path) -> (f64, usize) {
    let slopes = rows(folder, "slopes.csv");
    let last = slopes
        .iter()
        .rfind(|row| row["part"] == "0" && row["channel"] == "any")
        .unwrap();
    (last["slope"].parse().unwrap(), last["n"].parse().unwrap())
}

fn rows(folder: &Path, name: &str) -> Vec<BTreeMap<String, String>> {
    let mut table = csv::Reader::from_path(folder.join(name)).unwrap();
    table.deserialize().map(Result::unwrap).collect()
}

/// How many sessions count, and how many ratings of criers and non-criers among them the mixed model is of: made of the tables alone.
fn counted(folder: &Path) -> (usize, usize) {
    let mut sessions = rows(folder, "sessions.csv");
    sessions.retain(|row| row["left_out"].is_empty() && row["part"] == "0");
    let counts = |row: &BTreeMap<String, String>| {
        let own = sessions.iter().any(|own| own["session"] == row["session"]);
        let filled = ["value", "baseline", "t_min"]
            .iter()
            .all(|key| !row[*key].is_empty());
        own && filled
            && row["outcome"] == "NEG"
            && row["phase"] == "after"
            && matches!(row["crier"].as_str(), "crier" | "non_crier")
    };
    (
        sessions.len(),
        rows(folder, "moods.csv")
            .iter()
            .filter(|row| counts(row))
            .count(),
    )
}

#[test]
fn an_outcome_that_nobody_rated_is_refused_with_those_that_were() {
    let home = tempfile::tempdir().unwrap();
    let data = data(home.path(), DELAYED, "2");
    let asked = Command::new(env!("CARGO_BIN_EXE_lacrima"))
        .args(["study", data.to_str().unwrap(), "--outcome", "neg"])
        .output()
        .unwrap();
    assert_eq!(asked.status.code(), Some(1));
    let why = String::from_utf8_lossy(&asked.stderr);
    assert!(
        why.contains("Nobody rated neg: give one of valence"),
        "{why}"
    );
}
