//! With what arguments the desk starts a stage.

use std::ffi::OsString;

use serde::{Deserialize, Serialize};

/// Where the stage's window goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Placement {
    /// Full screen on this monitor, counted from 0.
    Monitor(usize),
    /// A borderless window at a place: x, y, width, height in pixels.
    Rect(i32, i32, u32, u32),
}

/// Where the wire and the window are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StageArgs {
    /// The descriptor of the wire.
    pub link_fd: i32,
    /// Where the window goes.
    pub placement: Placement,
}

impl StageArgs {
    /// The arguments after the verb `stage`: `--link-fd N [--monitor K | --stage-rect X,Y,W,H]`.
    ///
    /// # Errors
    /// One sentence when they can't be understood.
    pub fn read(args: impl IntoIterator<Item = OsString>) -> Result<Self, String> {
        let mut link_fd = None;
        let mut placement = Placement::Monitor(0);
        let mut args = args.into_iter();
        while let Some(flag) = args.next() {
            let flag = flag.to_string_lossy().into_owned();
            let value = args
                .next()
                .map(|value| value.to_string_lossy().into_owned())
                .ok_or_else(|| format!("{flag} needs a value."))?;
            let bad = || format!("{flag} does not understand “{value}”.");
            match flag.as_str() {
                "--link-fd" => link_fd = Some(value.parse().map_err(|_| bad())?),
                "--monitor" => placement = Placement::Monitor(value.parse().map_err(|_| bad())?),
                "--stage-rect" => placement = rect(&value).ok_or_else(bad)?,
                _ => return Err(format!("A stage has no option {flag}.")),
            }
        }
        let link_fd = link_fd
            .ok_or("The stage is started by the experimenter's window; start `lacrima` instead.")?;
        Ok(Self { link_fd, placement })
    }

    /// The arguments that [`Self::read`] understands, the verb first.
    pub fn write(&self) -> Vec<OsString> {
        let (flag, place) = match self.placement {
            Placement::Monitor(number) => ("--monitor", number.to_string()),
            Placement::Rect(x, y, width, height) => {
                ("--stage-rect", format!("{x},{y},{width},{height}"))
            }
        };
        let fd = self.link_fd.to_string();
        ["stage", "--link-fd", &fd, flag, &place]
            .into_iter()
            .map(OsString::from)
            .collect()
    }
}

fn rect(text: &str) -> Option<Placement> {
    let numbers: Vec<i32> = text
        .split(',')
        .map(|number| number.trim().parse().ok())
        .collect::<Option<_>>()?;
    let [x, y, width, height] = numbers.try_into().ok()?;
    let side = |length: i32| {
        u32::try_from(length)
            .ok()
            .filter(|length| (200..=16_384).contains(length))
    };
    Some(Placement::Rect(x, y, side(width)?, side(height)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<StageArgs, String> {
        StageArgs::read(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn what_is_written_is_read_again() {
        for placement in [Placement::Monitor(2), Placement::Rect(-5, 0, 1280, 720)] {
            let args = StageArgs {
                link_fd: 0,
                placement,
            };
            assert_eq!(StageArgs::read(args.write().into_iter().skip(1)), Ok(args));
        }
    }

    #[test]
    fn nonsense_is_one_sentence() {
        for line in [
            "",
            "--monitor 1",
            "--link-fd",
            "--link-fd x",
            "--link-fd 0 --stage-rect 1,2,3",
            "--link-fd 0 --stage-rect 0,0,-1,720",
            "--link-fd 0 --colour red",
        ] {
            let why = read(line).unwrap_err();
            assert!(why.ends_with('.') && !why.contains('\n'), "{why}");
        }
    }
}
