//! How an event is read: its own keys are taken aside on the way, so that its fact is not kept in between a second time.

use std::borrow::Cow;
use std::fmt;

use serde::de::value::{BorrowedStrDeserializer, MapAccessDeserializer};
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, IntoDeserializer, MapAccess,
    Visitor,
};

use super::{Event, Fact};
use crate::time::SessionTime;

/// What names the fact.
const KIND: &str = "kind";
/// The first fact's kind.
const STARTED: &str = "session_started";

impl<'de> Deserialize<'de> for Event {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(EventVisitor)
    }
}

struct EventVisitor;

impl<'de> Visitor<'de> for EventVisitor {
    type Value = Event;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an event")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Event, A::Error> {
        let mut own = Own::default();
        let mut rest = Rest {
            map,
            own: &mut own,
            key: None,
            kind: None,
        };
        let fact = match rest.next_name()? {
            Some(name) if name == KIND => {
                let Name(kind) = rest.map.next_value()?;
                if kind == STARTED {
                    rest.started()?
                } else {
                    rest.key = Some(name);
                    rest.kind = Some(kind);
                    Fact::deserialize(MapAccessDeserializer::new(rest))?
                }
            }
            first => {
                rest.key = first;
                Fact::deserialize(MapAccessDeserializer::new(rest))?
            }
        };
        Ok(Event {
            seq: own.seq.ok_or_else(|| A::Error::missing_field("seq"))?,
            t_s: own.t_s.ok_or_else(|| A::Error::missing_field("t_s"))?,
            at_s: own.at_s.flatten(),
            fact,
        })
    }
}

/// What an event has beside its fact.
#[derive(Default)]
struct Own {
    seq: Option<u64>,
    t_s: Option<SessionTime>,
    at_s: Option<Option<SessionTime>>,
}

/// The keys of the fact: the event's own ones are put aside.
struct Rest<'o, 'de, A> {
    map: A,
    own: &'o mut Own,
    /// A key that was looked at already.
    key: Option<Cow<'de, str>>,
    /// The kind, when that is what stands under it.
    kind: Option<Cow<'de, str>>,
}

impl<'de, A: MapAccess<'de>> Rest<'_, 'de, A> {
    /// The next key that is the fact's.
    fn next_name(&mut self) -> Result<Option<Cow<'de, str>>, A::Error> {
        while let Some(Name(name)) = self.map.next_key()? {
            match name.as_ref() {
                "seq" => once(&mut self.own.seq, &mut self.map, "seq")?,
                "t_s" => once(&mut self.own.t_s, &mut self.map, "t_s")?,
                "at_s" => once(&mut self.own.at_s, &mut self.map, "at_s")?,
                _ => return Ok(Some(name)),
            }
        }
        Ok(None)
    }

    /// The first fact holds the whole protocol, which is read as it stands instead of being kept in between.
    fn started(mut self) -> Result<Fact, A::Error> {
        let mut header = None;
        while let Some(name) = self.next_name()? {
            match name.as_ref() {
                "header" => once(&mut header, &mut self.map, "header")?,
                KIND => return Err(A::Error::duplicate_field(KIND)),
                _ => drop(self.map.next_value::<IgnoredAny>()?),
            }
        }
        let header = header.ok_or_else(|| A::Error::missing_field("header"))?;
        Ok(Fact::SessionStarted { header })
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Rest<'_, 'de, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        let name = match self.key.take() {
            Some(name) => Some(name),
            None => self.next_name()?,
        };
        name.map(|name| told(name, seed)).transpose()
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        match self.kind.take() {
            Some(kind) => told(kind, seed),
            None => self.map.next_value_seed(seed),
        }
    }
}

/// Gives a text to whoever waits for it, borrowed where it can be.
fn told<'de, S: DeserializeSeed<'de>, E: Error>(
    text: Cow<'de, str>,
    seed: S,
) -> Result<S::Value, E> {
    match text {
        Cow::Borrowed(text) => seed.deserialize(BorrowedStrDeserializer::new(text)),
        Cow::Owned(text) => seed.deserialize(text.into_deserializer()),
    }
}

fn once<'de, T: Deserialize<'de>, A: MapAccess<'de>>(
    place: &mut Option<T>,
    map: &mut A,
    name: &'static str,
) -> Result<(), A::Error> {
    if place.is_some() {
        return Err(A::Error::duplicate_field(name));
    }
    *place = Some(map.next_value()?);
    Ok(())
}

/// A key, borrowed from the file where it stands there as it is.
struct Name<'de>(Cow<'de, str>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NameVisitor;
        impl<'de> Visitor<'de> for NameVisitor {
            type Value = Name<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }

            fn visit_borrowed_str<E: Error>(self, name: &'de str) -> Result<Name<'de>, E> {
                Ok(Name(Cow::Borrowed(name)))
            }

            fn visit_str<E: Error>(self, name: &str) -> Result<Name<'de>, E> {
                Ok(Name(Cow::Owned(name.to_owned())))
            }

            fn visit_string<E: Error>(self, name: String) -> Result<Name<'de>, E> {
                Ok(Name(Cow::Owned(name)))
            }
        }
        deserializer.deserialize_str(NameVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<Event, String> {
        serde_json::from_str(json).map_err(|error| error.to_string())
    }

    #[test]
    fn keys_may_stand_in_any_order_and_what_is_missing_or_double_is_told() {
        let wanted =
            read(r#"{"seq":4,"t_s":1.5,"at_s":1.25,"kind":"level_set","bout":2,"level":3}"#);
        let wanted = wanted.unwrap();
        assert_eq!((wanted.seq, wanted.at_s), (4, Some(SessionTime(1_250_000))));
        let again =
            r#"{"level":3,"at_s":1.25,"bo\u0075t":2,"k\u0069nd":"level_set","t_s":1.5,"seq":4}"#;
        assert_eq!(read(again).unwrap(), wanted);
        let value: serde_json::Value = serde_json::from_str(again).unwrap();
        assert_eq!(serde_json::from_value::<Event>(value).unwrap(), wanted);
        let check = |json: &str, why: &str| {
            let told = read(json).unwrap_err();
            assert!(told.contains(why), "{told}");
        };
        check(r#"{"t_s":1,"kind":"returned"}"#, "missing field `seq`");
        check(r#"{"seq":1,"kind":"returned"}"#, "missing field `t_s`");
        check(r#"{"seq":1,"t_s":1}"#, "missing field `kind`");
        check(
            r#"{"seq":1,"seq":1,"t_s":1,"kind":"returned"}"#,
            "duplicate field `seq`",
        );
        check(
            r#"{"seq":1,"t_s":1,"kind":"of_tomorrow"}"#,
            "unknown variant",
        );
        check(
            r#"{"seq":1,"t_s":1,"kind":"level_set","bout":2}"#,
            "missing field `level`",
        );
        check(
            r#"{"seq":1,"t_s":1,"kind":"session_started"}"#,
            "missing field `header`",
        );
    }

    #[test]
    fn the_first_fact_reads_the_same_wherever_its_kind_stands() {
        let event = crate::record::testing::whole().remove(0);
        let json = serde_json::to_string(&event).unwrap();
        assert_eq!(read(&json).unwrap(), event);
        // With the kind last it is kept in between, as every other fact is.
        let serde_json::Value::Object(mut fields) = serde_json::from_str(&json).unwrap() else {
            panic!("an event is an object");
        };
        let kind = fields.shift_remove("kind").unwrap();
        fields.insert("kind".to_owned(), kind);
        let moved = serde_json::Value::Object(fields).to_string();
        assert!(moved.ends_with(r#""kind":"session_started"}"#));
        assert_eq!(read(&moved).unwrap(), event);
        let more = json.replacen(r#""kind":"#, r#""of_tomorrow":[{}],"kind":"#, 1);
        assert_eq!(read(&more).unwrap(), event);
    }

    #[test]
    fn an_absent_instant_may_be_null() {
        let read = read(r#"{"seq":1,"t_s":1,"at_s":null,"kind":"returned"}"#).unwrap();
        assert_eq!((read.at_s, read.fact), (None, Fact::Returned));
    }
}
