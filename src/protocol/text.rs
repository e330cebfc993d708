//! Texts in several languages.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One text or list of end words by language code, such as `{"en": "Welcome", "nl": "Welkom"}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Text<T = String>(pub BTreeMap<String, T>);

impl<T> Text<T> {
    /// The text in `language`; else in English; else in the first language there is.
    pub fn in_language(&self, language: &str) -> Option<&T> {
        self.0
            .get(language)
            .or_else(|| self.0.get("en"))
            .or_else(|| self.0.values().next())
    }
}

impl Text<String> {
    /// One English text.
    pub fn en(text: &str) -> Self {
        Self(BTreeMap::from([("en".to_owned(), text.to_owned())]))
    }

    /// The text in `language`, in English, or empty.
    pub fn get(&self, language: &str) -> &str {
        self.in_language(language).map_or("", String::as_str)
    }
}
