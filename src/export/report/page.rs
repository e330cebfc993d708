//! The report as one page for the browser: no link leads out of it, and it prints well.

use std::collections::BTreeMap;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::Figure;
use crate::export::words::{dose, group, interval, p, rules, some};
use crate::measure::study::{Part, Row, Study, Summary};
use crate::record::study::LeftOut;

const STYLE: &str = "
:root { color-scheme: light dark; }
body { font: 15px/1.5 Inter, Helvetica, Arial, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1.5rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2.4rem; } h3 { font-size: 1rem; margin-top: 1.8rem; }
table { border-collapse: collapse; margin: .6rem 0 1rem; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .2rem 1rem .2rem 0; border-bottom: 1px solid #8884; vertical-align: top; }
td.n, th.n { text-align: right; }
figure { margin: 1rem 0; break-inside: avoid; } figure svg { max-width: 100%; height: auto; background: #fff; }
figcaption, .quiet { font-size: .9rem; opacity: .8; }
.caution { border-left: 3px solid #b97a00; padding-left: .8rem; }
@media print { body { margin: 0; max-width: none; } h2 { break-after: avoid; } }
";

/// The page.
pub fn page(study: &Study, rows: &[Row], left_out: &[LeftOut], figures: &[Vec<Figure>]) -> String {
    let study_id = rows.first().map_or("", |row| row.study.as_str());
    let title = format!("Report of the study {study_id}");
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                h1 { (title) }
                (counted(study))
                (left(study, left_out))
                (criers(study, rows))
                (quality(study, rows))
                @for ((number, part), figures) in study.parts.iter().enumerate().zip(figures) {
                    (part_of(study, part, number, figures))
                }
                (settings(study))
            }
        }
    };
    page.into_string()
}

fn counted(study: &Study) -> Markup {
    let counts = &study.counts;
    html! {
        p {
            (counts.sessions) " sessions, " (counts.counted) " of them counted, of " (counts.participants) " participants."
        }
        @for caution in &study.cautions {
            p.caution { (caution) }
        }
    }
}

fn left(study: &Study, left_out: &[LeftOut]) -> Markup {
    let others: Vec<_> = study
        .sessions
        .iter()
        .filter_map(|one| Some((one, one.left_out.as_ref()?)))
        .collect();
    html! {
        h2 { "What was left out" }
        @if left_out.is_empty() && others.is_empty() {
            p { "Nothing." }
        } @else {
            table {
                thead { tr { th scope="col" { "Session" } th scope="col" { "Because" } } }
                tbody {
                    @for out in left_out { tr { td { (out.session) } td { (out.why) } } }
                    @for (session, why) in others { tr { td { (session.session) } td { (why) } } }
                }
            }
        }
    }
}

/// What limits the sessions, and how many each.
fn quality(study: &Study, rows: &[Row]) -> Markup {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let counted = study
        .sessions
        .iter()
        .zip(rows)
        .filter(|(state, _)| state.left_out.is_none());
    for (_, row) in counted {
        for limit in row.quality.limits() {
            // Numbers differ from session to session; the limit is the same.
            let words = limit.trim_matches(|c: char| c.is_ascii_digit() || c == ' ' || c == '%');
            *counts.entry(words.replace("probes", "probe")).or_default() += 1;
        }
    }
    html! {
        h2 { "Quality" }
        @if counts.is_empty() {
            p { "Nothing limits the sessions that count." }
        } @else {
            table {
                thead { tr { th scope="col" { "What limits them" } th.n scope="col" { "Sessions" } } }
                tbody { @for (limit, n) in &counts { tr { td { (group(limit)) } td.n { (n) } } } }
            }
        }
    }
}

fn criers(study: &Study, rows: &[Row]) -> Markup {
    let by_hand = rows.iter().filter(|row| row.by_hand.is_some()).count();
    html! {
        h2 { "Who cried" }
        p { "By the rule " code { (rules(study)) } ". " @if by_hand > 0 { (by_hand) " decided otherwise by hand. " } "Ambiguous and unclassifiable sessions are told, and left out of the comparison of two groups." }
        table {
            thead { tr { th scope="col" { "Status" } th.n scope="col" { "Sessions" } } }
            tbody { @for (status, n) in &study.counts.by_crier { tr { td { (group(status)) } td.n { (n) } } } }
        }
        @if let Some(coders) = &study.coders {
            p {
                "Two coders, " (coders.n) " sessions: both say crier " (coders.both) ", only the first " (coders.only_first)
                ", only the second " (coders.only_second) ", neither " (coders.neither) "; kappa " (some(coders.kappa, 2)) "."
            }
        }
    }
}

fn part_of(study: &Study, part: &Part, number: usize, figures: &[Figure]) -> Markup {
    html! {
        h2 {
            @if study.parts.len() > 1 { "Stimuli " (number + 1) ": " }
            @if let Some(stimulus) = &part.stimulus { (group(stimulus.as_str())) } @else { "Results" }
            " (n = " (part.n) ")"
        }
        @if study.parts.len() > 1 && number == 0 {
            p.quiet { "Sessions with other stimuli are never compared; each set stands by itself." }
        }
        @for figure in figures { (figure_of(figure)) }
        h3 { "Groups, wave by wave" }
        (waves(part))
        h3 { "Contrasts" }
        (contrasts(part))
        h3 { "Dose and response" }
        p { (part.dose_response_tests) " tests were made, none adjusted for their number." }
        (doses(part))
        h3 { "Net change by dose, adjusted for baseline" }
        (slopes(part))
        h3 { "Moderators" }
        (moderators(part))
        (reliable(part))
        h3 { "Recalled less measured change" }
        (recall(part))
        h3 { "Internal consistency" }
        (alphas(part))
    }
}

fn figure_of(figure: &Figure) -> Markup {
    html! {
        h3 { (figure.title) }
        @match &figure.drawn {
            Ok(svg) => {
                figure {
                    div role="img" aria-label=(figure.title) { (PreEscaped(svg)) }
                    figcaption { @for sentence in &figure.caption { (sentence) " " } }
                }
            }
            Err(why) => p.quiet { "No figure: " (why) "." },
        }
    }
}

fn heads(heads: &[&str]) -> Markup {
    html! { thead { tr { @for head in heads { th scope="col" { (head) } } } } }
}

fn waves(part: &Part) -> Markup {
    html! {
        table {
            (heads(&["Group", "Probe", "Minutes", "n", "Mean (SD)", "Median (quartiles)", "Change", "95 % interval"]))
            tbody {
                @for one in part.groups.iter().filter(|one| one.n > 0) {
                    @for wave in &one.waves {
                        @let Summary { n, mean, sd, median, q1, q3, .. } = wave.value;
                        tr {
                            td { (group(&one.group)) } td { (wave.probe) } td.n { (some(wave.t_min, 1)) } td.n { (n) }
                            td.n { (some(mean, 1)) " (" (some(sd, 1)) ")" }
                            td.n { (some(median, 1)) " (" (some(q1, 1)) "–" (some(q3, 1)) ")" }
                            td.n { (some(wave.change.mean, 1)) } td.n { (interval(wave.change.ci, 1)) }
                        }
                    }
                }
            }
        }
    }
}

fn contrasts(part: &Part) -> Markup {
    html! {
        table {
            (heads(&["Of", "Groups", "n", "Difference", "95 % interval", "Welch t", "df", "p", "Hedges g"]))
            tbody {
                @for row in &part.contrasts {
                    tr {
                        td { (row.probe) " " (group(row.of)) } td { (group(&row.a)) " − " (group(&row.b)) }
                        td.n { (row.n_a) " + " (row.n_b) } td.n { (some(row.difference, 1)) } td.n { (interval(row.ci, 1)) }
                        td.n { (some(row.t, 2)) } td.n { (some(row.df, 1)) } td.n { (p(row.p)) } td.n { (some(row.g, 2)) }
                    }
                }
            }
        }
    }
}

fn doses(part: &Part) -> Markup {
    html! {
        table {
            (heads(&["Channel", "Measure", "Net change at", "n", "Spearman ρ", "p"]))
            tbody {
                @for row in &part.dose_response {
                    tr {
                        td { (group(&row.channel)) } td { (dose(row.dose)) } td { (row.probe) }
                        td.n { (row.n) } td.n { (some(row.rho, 2)) } td.n { (p(row.p)) }
                    }
                }
            }
        }
    }
}

fn slopes(part: &Part) -> Markup {
    html! {
        table {
            (heads(&["Channel", "Net change at", "n", "Points a level·second", "95 % interval", "p"]))
            tbody {
                @for row in &part.slopes {
                    tr {
                        td { (group(&row.channel)) } td { (row.probe) } td.n { (row.n) }
                        td.n { (some(row.slope, 4)) } td.n { (interval(row.ci, 4)) } td.n { (p(row.p)) }
                    }
                }
                @for row in &part.sob_duration {
                    tr {
                        td { "Minutes of sobbing, squared" } td { (row.probe) } td.n { (row.n) }
                        td.n { (some(row.quadratic, 3)) } td.n { (interval(row.quadratic_ci, 3)) } td.n { (p(row.quadratic_p)) }
                    }
                }
            }
        }
    }
}

fn recall(part: &Part) -> Markup {
    html! {
        table {
            (heads(&["Group", "n", "Mean (SD)", "95 % interval"]))
            tbody {
                @for row in &part.recall_bias {
                    tr {
                        td { (group(&row.group)) } td.n { (row.bias.n) }
                        td.n { (some(row.bias.mean, 1)) " (" (some(row.bias.sd, 1)) ")" } td.n { (interval(row.bias.ci, 1)) }
                    }
                }
            }
        }
    }
}

fn moderators(part: &Part) -> Markup {
    html! {
        table {
            (heads(&["Moderator", "n", "Spearman ρ", "p", "Mean net change by level (n)"]))
            tbody {
                @for row in &part.moderators {
                    tr {
                        td { (group(&row.name)) } td.n { (row.n) } td.n { (some(row.rho, 2)) } td.n { (p(row.p)) }
                        td { @for level in &row.levels { (group(&level.level)) " " (some(level.change.mean, 1)) " (" (level.change.n) ") " } }
                    }
                }
            }
        }
    }
}

fn reliable(part: &Part) -> Markup {
    let Some(reliable) = &part.reliable else {
        return html! {};
    };
    html! {
        h3 { "Reliable change" }
        p { "r = " (some(Some(reliable.r), 2)) " (" (reliable.source) "), SD before " (some(reliable.sd_before, 1)) ": beyond " (some(reliable.points_needed, 1)) " points." }
        table {
            (heads(&["Group", "Probe", "Better", "No change", "Worse"]))
            tbody {
                @for wave in &reliable.waves {
                    tr { td { (group(&wave.group)) } td { (wave.probe) } td.n { (wave.better) } td.n { (wave.unchanged) } td.n { (wave.worse) } }
                }
            }
        }
    }
}

fn alphas(part: &Part) -> Markup {
    html! {
        table {
            (heads(&["Score", "Probe", "Items", "n", "Cronbach's alpha"]))
            tbody {
                @for row in &part.alphas {
                    tr { td { (group(row.score.as_str())) } td { (row.probe) } td.n { (row.items) } td.n { (row.n) } td.n { (some(row.alpha, 2)) } }
                }
            }
        }
    }
}

fn settings(study: &Study) -> Markup {
    let settings = &study.settings;
    html! {
        h2 { "Settings" }
        table {
            tbody {
                tr { th scope="row" { "Outcome" } td { @if let Some(outcome) = &study.outcome { (outcome) } @else { "–" } } }
                tr { th scope="row" { "Merge gap" } td { (settings.merge_gap_s) " s" } }
                tr { th scope="row" { "Crier rule" } td { (rules(study)) } }
                tr { th scope="row" { "Coding" } td { (name(&settings.coding)) } }
                tr { th scope="row" { "Baseline" } td { (name(&settings.baseline)) } }
                @if let Some(reliability) = &settings.reliability {
                    tr { th scope="row" { "Reliability" } td { (reliability.r) " (" (reliability.source) ")" } }
                }
                tr { th scope="row" { "Counts as returned within" } td { (settings.tolerance) " points" } }
                tr { th scope="row" { "Least reaction for recovery" } td { (settings.least_reaction) " points" } }
                tr { th scope="row" { "Circular shifts" } td { (settings.permutations) ", seed " (settings.seed) } }
            }
        }
        h2 { "How to cite" }
        p { "Name the program and its version (Lacrima " (env!("CARGO_PKG_VERSION")) ", see CITATION.cff), the protocol with its digest, and the settings above." }
        p.quiet {
            "Lacrima " (env!("CARGO_PKG_VERSION")) ". The coding scheme is a proposal that nobody has validated. "
            "The fitted models stand in analysis.R and analysis.py beside this page."
        }
    }
}

fn name(value: &impl serde::Serialize) -> String {
    let value = serde_json::to_value(value).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}
