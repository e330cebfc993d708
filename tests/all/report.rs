//! The report of a study, through the binary: figures, page and scripts.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

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

fn data(home: &Path, sessions: &str) -> PathBuf {
    let data = home.join("data");
    let path = data.to_str().unwrap();
    lacrima(&[
        "simulate",
        "protocols/delayed-mood.json",
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
    let data = data(home.path(), "30");
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
    for warning in [
        "Crying was not randomly assigned; groups may differ beforehand.",
        "A larger recovery follows from a larger drop; look at net change.",
    ] {
        assert!(page.matches(warning).count() >= 3, "{warning}");
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

fn fitted(folder: &Path, name: &str) -> BTreeMap<String, f64> {
    let mut table = csv::Reader::from_path(folder.join(name)).unwrap();
    table
        .records()
        .map(|row| {
            let row = row.unwrap();
            let term = row[1].replace("(Intercept)", "Intercept");
            (format!("{} {term}", &row[0]), row[2].parse().unwrap())
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
    report(&data(home.path(), "40"), &out);
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
    for fit in &fits {
        for term in [
            "mixed Intercept",
            "mixed crier",
            "mixed crier:time_c",
            "cox crier",
        ] {
            assert!(fit.contains_key(term), "{term} is not in {fit:?}");
        }
    }
    if let [python, r] = fits.as_slice() {
        for (term, estimate) in r {
            let other = python[term];
            assert!(
                (other - estimate).abs() < 2e-3 * estimate.abs().max(1.0),
                "{term}: {other} and {estimate}"
            );
        }
    }
}
