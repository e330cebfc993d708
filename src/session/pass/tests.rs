//! Passes over a video by scripts of presses.

use super::*;

fn scheme() -> Coding {
    serde_json::from_value(serde_json::json!({
        "channels": [{"id": "tears", "levels": 3, "hold_key": "J", "level_keys": ["U", "I", "O"], "off_key": "Y"}, {"id": "sobbing", "levels": 1, "hold_key": "K"}],
        "points": [
            {"id": "sob", "key": "Space"},
            {"id": "touch", "key": "T", "group": "social"}
        ]
    }))
    .unwrap()
}

/// Presses and releases as `12.5 down J`, in any order of media time, each after what is met on the way; gives the pass, its facts
/// and what was refused.
fn lived(script: &str) -> (Pass, Vec<(FilmTime, Fact)>) {
    let (pass, facts, refused) = tried(script);
    assert_eq!(refused, Vec::<String>::new());
    (pass, facts)
}

fn tried(script: &str) -> (Pass, Vec<(FilmTime, Fact)>, Vec<String>) {
    let mut refused = Vec::new();
    let mut pass = Pass::new(scheme());
    let mut facts = Vec::new();
    for line in script
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
    {
        let words: Vec<&str> = line.split_whitespace().collect();
        let at = FilmTime::from_s(words[0].parse().unwrap());
        for (there, fact) in pass.meeting(at) {
            pass.apply(there, &fact);
            facts.push((there, fact));
        }
        let made = match words[1] {
            "down" | "up" => {
                let key = Key(words[2].to_owned());
                match pass.key(at, &key, words[1] == "down") {
                    Ok(fact) => fact,
                    Err(why) => {
                        refused.push(why.0);
                        None
                    }
                }
            }
            "undo" => Some(pass.undo().unwrap()),
            "nudge" => Some(
                pass.nudge(Micros::from_s(words[2].parse().unwrap()))
                    .unwrap(),
            ),
            "seek" => pass.closing(BoutEnd::Key).into_iter().next(),
            "at" => None,
            other => panic!("{other}"),
        };
        if let Some(fact) = made {
            pass.apply(at, &fact);
            facts.push((at, fact));
        }
    }
    (pass, facts, refused)
}

fn told(pass: &Pass) -> Vec<(f64, f64, u8)> {
    pass.bouts()
        .map(|bout| {
            let (from, level) = *bout.levels.last().unwrap();
            (from.as_s(), bout.offset.map_or(-1.0, FilmTime::as_s), level)
        })
        .collect()
}

#[test]
fn the_same_keys_code_a_video_forwards_and_backwards() {
    let (pass, facts) = lived(
        "10 down J
         14 up J
         20 down U
         22 down O
         25 down Y
         30 down Space
         5 down J
         6 seek",
    );
    assert_eq!(
        told(&pass),
        [(10.0, 14.0, 1), (22.0, 25.0, 3), (5.0, 6.0, 1)]
    );
    assert_eq!(pass.points().count(), 1);
    let mut again = Pass::new(scheme());
    for (at, fact) in &facts {
        again.apply(*at, fact);
    }
    assert_eq!(again.state, pass.state, "made again from its facts");
}

#[test]
fn acts_are_taken_back_and_moved_and_social_keys_mean_nothing() {
    let (pass, _) = lived(
        "10 down J
         12 up J
         30 down Space
         31 undo
         32 nudge -0.5
         33 down T",
    );
    assert_eq!((pass.points().count(), told(&pass).len()), (0, 1));
    assert_eq!(pass.moved_ms(Nudged::Bout(1)), -500);
    assert!(pass.take_back(Undone::Bout(9)).is_err());
    let (nothing, _) = lived("");
    assert!(nothing.undo().is_err() && nothing.nudge(Micros(1)).is_err());
}

#[test]
fn any_bout_and_point_can_be_moved_and_what_is_gone_cannot() {
    let (mut pass, _) = lived(
        "10 down J
         12 up J
         20 down J
         22 up J",
    );
    let earlier = pass.nudge_of(Nudged::Bout(1), Micros(-200_000)).unwrap();
    pass.apply(FilmTime::from_s(23.0), &earlier);
    assert_eq!(pass.moved_ms(Nudged::Bout(1)), -200);
    assert_eq!(pass.moved_ms(Nudged::Bout(2)), 0);
    assert!(
        pass.nudge_of(Nudged::Bout(1), Micros(2_300_000)).is_err(),
        "past its end"
    );
    assert!(pass.nudge_of(Nudged::Point(9), Micros(1)).is_err());
}

#[test]
fn no_bout_begins_within_another_or_runs_into_it() {
    let (pass, _, refused) = tried(
        "30 down J
         40 up J
         35 down J
         36 up J
         25 down J
         29 at
         33 at
         34 up J
         38 down Space",
    );
    assert_eq!(told(&pass), [(30.0, 40.0, 1), (25.0, 30.0, 1)]);
    assert_eq!(refused.len(), 1);
    assert!(
        refused[0].contains("tears is coded here already, 30.0 to 40.0 s")
            && refused[0].contains("take it back first"),
        "{refused:?}"
    );
    assert_eq!(pass.points().count(), 1, "a point is no bout");
    // Another channel's bout, and one that has no length, are in nobody's way.
    let (pass, _) = lived(
        "10 down K
         20 up K
         12 down J
         12 up J
         11 down J
         15 up J",
    );
    assert_eq!(told(&pass)[2], (11.0, 15.0, 1));
}

#[test]
fn within_a_bout_that_stands_a_level_key_sets_its_level_from_there_on() {
    let script = "30 down U
         36 down O
         40 down Y
         33 down I
         29.98 down I";
    let (pass, facts) = lived(script);
    let levels = |pass: &Pass| {
        let bouts: Vec<Coded> = pass.bouts().collect();
        assert_eq!(bouts.len(), 1);
        bouts[0]
            .levels
            .iter()
            .map(|(t, level)| (t.as_s(), *level))
            .collect::<Vec<_>>()
    };
    assert_eq!(levels(&pass), [(30.0, 2), (33.0, 2), (36.0, 3)]);
    assert!(matches!(facts[4].1, Fact::LevelSet { bout: 1, level: 2 }));
    let (pass, _) = lived(&format!("{script}\n34 undo\n34 undo"));
    assert_eq!(levels(&pass), [(30.0, 1), (36.0, 3)]);
}

#[test]
fn no_onset_is_moved_into_the_bout_before_it() {
    let (mut pass, _) = lived(
        "10 down J
         20 up J
         21 down J
         25 up J
         26 nudge -0.8",
    );
    assert_eq!(told(&pass)[1].0, 20.2);
    let why = pass
        .nudge_of(Nudged::Bout(2), Micros(-300_000))
        .unwrap_err();
    assert!(why.0.contains("10.0 to 20.0 s"), "{}", why.0);
    let fact = pass.nudge_of(Nudged::Bout(2), Micros(-200_000)).unwrap();
    pass.apply(FilmTime::from_s(26.0), &fact);
    assert_eq!(told(&pass)[1].0, 20.0);
}
