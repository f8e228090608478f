//! Figures with their spread, what they are compared with, and the goal; as a table and as JSON.

use std::{fs, path::PathBuf, process::Command};

use glim_smoke::Problem;
use serde_json::{Value, json};

/// One line of the table.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) what: String,
    pub(crate) unit: &'static str,
    pub(crate) ours: Spread,
    /// What it is compared with, measured in the same run.
    pub(crate) beside: Option<(&'static str, Spread)>,
    pub(crate) goal: Option<Goal>,
}

/// What the median of ours must keep to.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Goal {
    /// At most this, in the row's unit.
    AtMost(f64),
    /// At most so many times what it is compared with.
    Times(f64),
    /// At most so much more than what it is compared with, in the row's unit.
    Beyond(f64),
}

/// Several measurements of one thing.
#[derive(Clone, Debug)]
pub(crate) struct Spread {
    sorted: Vec<f64>,
}

impl Spread {
    pub(crate) fn of(mut values: Vec<f64>) -> Self {
        values.sort_by(f64::total_cmp);
        Self { sorted: values }
    }

    pub(crate) fn one(value: f64) -> Self {
        Self::of(vec![value])
    }

    pub(crate) fn median(&self) -> f64 {
        self.quantile(0.5)
    }

    /// The value below which this part of the measurements lies; not a number when there are none.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a place in a list of at most some thousand measurements"
    )]
    pub(crate) fn quantile(&self, part: f64) -> f64 {
        let last = self.sorted.len().saturating_sub(1);
        let place = (part * last as f64).round() as usize;
        self.sorted.get(place).copied().unwrap_or(f64::NAN)
    }

    pub(crate) fn largest(&self) -> f64 {
        self.quantile(1.0)
    }

    fn json(&self) -> Value {
        json!({
            "median": self.median(),
            "smallest": self.quantile(0.0),
            "largest": self.largest(),
            "count": self.sorted.len(),
        })
    }

    fn words(&self) -> String {
        if self.sorted.len() < 2 {
            return number(self.median());
        }
        format!(
            "{} ({}–{}, n={})",
            number(self.median()),
            number(self.quantile(0.0)),
            number(self.largest()),
            self.sorted.len()
        )
    }
}

impl Row {
    fn compared(&self) -> String {
        let Some((_, beside)) = &self.beside else {
            return String::new();
        };
        match self.goal {
            Some(Goal::Beyond(_)) => format!("{:+.1} {}", self.beyond(beside), self.unit),
            _ => format!("{:.2} ×", self.ours.median() / beside.median()),
        }
    }

    fn beyond(&self, beside: &Spread) -> f64 {
        self.ours.median() - beside.median()
    }

    fn goal(&self) -> (String, Option<bool>) {
        let beside = self.beside.as_ref().map(|(_, beside)| beside);
        match (self.goal, beside) {
            (Some(Goal::AtMost(most)), _) => (
                format!("≤ {} {}", number(most), self.unit),
                Some(self.ours.median() <= most),
            ),
            (Some(Goal::Times(most)), Some(beside)) => (
                format!("≤ {most} ×"),
                Some(self.ours.median() <= most * beside.median()),
            ),
            (Some(Goal::Beyond(most)), Some(beside)) => (
                format!("≤ +{} {}", number(most), self.unit),
                Some(self.beyond(beside) <= most),
            ),
            _ => (String::new(), None),
        }
    }
}

/// The rows as a Markdown table.
pub(crate) fn table(rows: &[Row]) -> String {
    let mut lines = vec![
        "| what | Glim | beside it | compared | goal | met |".to_owned(),
        "| --- | --- | --- | --- | --- | --- |".to_owned(),
    ];
    for row in rows {
        let beside = row
            .beside
            .as_ref()
            .map(|(name, spread)| format!("{name}: {}", spread.words()))
            .unwrap_or_default();
        let (goal, met) = row.goal();
        let met = match met {
            Some(true) => "yes",
            Some(false) => "**no**",
            None => "",
        };
        lines.push(format!(
            "| {}, {} | {} | {beside} | {} | {goal} | {met} |",
            row.what,
            row.unit,
            row.ours.words(),
            row.compared()
        ));
    }
    lines.join("\n")
}

/// Writes `target/bench/chat.json` and says where it is.
pub(crate) fn write(rows: &[Row]) -> Result<PathBuf, Problem> {
    let rows: Vec<Value> = rows
        .iter()
        .map(|row| {
            json!({
                "what": row.what,
                "unit": row.unit,
                "ours": row.ours.json(),
                "beside": row.beside.as_ref().map(|(name, spread)| json!({ "name": name, "measured": spread.json() })),
                "goal": row.goal().0,
                "met": row.goal().1,
            })
        })
        .collect();
    let whole = json!({
        "date": said("date", &["-u", "+%Y-%m-%dT%H:%MZ"]),
        "commit": said("git", &["rev-parse", "--short", "HEAD"]),
        "machine": machine(),
        "rows": rows,
    });
    let folder = crate::program("")?.join("../bench");
    fs::create_dir_all(&folder)?;
    let file = folder.canonicalize()?.join("chat.json");
    fs::write(&file, serde_json::to_string_pretty(&whole)?)?;
    Ok(file)
}

fn machine() -> String {
    let processors = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = processors
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(": "))
        .map_or("unknown processor", |(_, name)| name);
    let cores = processors
        .lines()
        .filter(|line| line.starts_with("processor"))
        .count();
    format!("{model}, {cores} cores, {}", said("uname", &["-sr"]))
}

/// What a program prints, on one line; nothing when it is not there.
fn said(program: &str, arguments: &[&str]) -> String {
    Command::new(program)
        .args(arguments)
        .output()
        .map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned())
        .unwrap_or_default()
}

fn number(value: f64) -> String {
    match value.abs() {
        large if large >= 100.0 => format!("{value:.0}"),
        middle if middle >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}
