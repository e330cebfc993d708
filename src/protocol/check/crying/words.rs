//! Words that name crying, by language.

/// Whether a text names crying. Languages that are not here rely on `names_crying`.
pub(super) fn name_crying(language: &str, text: &str) -> bool {
    let known = match language.split('-').next().unwrap_or_default() {
        "en" => ENGLISH,
        "nl" => DUTCH,
        "de" => GERMAN,
        // The written forms are the same.
        "hr" | "bs" | "sr" => CROATIAN,
        _ => return false,
    };
    text.to_lowercase()
        .split(|c: char| !c.is_alphabetic())
        .any(|word| known.contains(&word))
}

const ENGLISH: &[&str] = &[
    "cry", "cries", "cried", "crying", "crier", "criers", "tear", "tears", "teary", "tearful",
    "weep", "weeps", "wept", "weeping", "sob", "sobs", "sobbed", "sobbing",
];

const DUTCH: &[&str] = &[
    "huil",
    "huilt",
    "huilde",
    "huilden",
    "huilen",
    "huilend",
    "gehuild",
    "huilbui",
    "huilbuien",
    "traan",
    "tranen",
    "snik",
    "snikken",
    "snikt",
    "snikte",
    "snikten",
    "gesnikt",
    "snikkend",
];

const GERMAN: &[&str] = &[
    "weine",
    "weinst",
    "weint",
    "weinen",
    "weinte",
    "weinten",
    "weinend",
    "geweint",
    "träne",
    "tränen",
    "schluchze",
    "schluchzt",
    "schluchzen",
    "schluchzte",
    "geschluchzt",
    "heulen",
    "geheult",
];

const CROATIAN: &[&str] = &[
    "plakati",
    "plačem",
    "plačeš",
    "plače",
    "plačemo",
    "plačete",
    "plaču",
    "plakao",
    "plakala",
    "plakali",
    "plakale",
    "plač",
    "plača",
    "plakanje",
    "plakanja",
    "zaplakati",
    "zaplakao",
    "zaplakala",
    "zaplakali",
    "rasplakati",
    "rasplakao",
    "rasplakala",
    "suza",
    "suze",
    "suzu",
    "suzama",
    "suzni",
    "suzne",
    "jecati",
    "jecao",
    "jecala",
    "jecanje",
    "ridati",
    "ridanje",
];
