//! Prepared results of a web search. They name the query and lead to example.com only;
//! some lack link, medium and icon, as the real engines' do (probe records of 2026-10).

use jiff::civil::date;
use serde_json::{Value, json};

use crate::Language;
use crate::answer::Sources;
use crate::ids;

/// Results when the request does not say how many, as documented.
const DEFAULT_COUNT: u64 = 10;

/// What is shown to the answer, and whether the caller wants to see it too.
#[derive(Clone, Debug)]
pub(crate) struct Search {
    pub(crate) results: Vec<Value>,
    shown: bool,
    first: bool,
}

impl Search {
    pub(crate) fn run(settings: &Value, question: &str, language: Language, seed: u64) -> Self {
        let text = |name: &str| settings.get(name).and_then(Value::as_str);
        let flag = |name: &str| match settings.get(name) {
            Some(Value::String(word)) => word.eq_ignore_ascii_case("true"),
            other => other.and_then(Value::as_bool).unwrap_or(false),
        };
        let count = match settings.get("count") {
            Some(Value::String(word)) => word.parse().ok(),
            other => other.and_then(Value::as_u64),
        };
        let query = text("search_query")
            .filter(|query| !query.is_empty())
            .unwrap_or(question);
        let results = (1..=count.unwrap_or(DEFAULT_COUNT).clamp(1, 50))
            .map(|number| result(number, query, language, seed))
            .collect();
        Self {
            results,
            shown: flag("search_result"),
            first: text("result_sequence") == Some("before"),
        }
    }

    pub(crate) fn sources(&self) -> Option<Sources> {
        self.shown.then(|| Sources {
            list: self.results.clone(),
            first: self.first,
        })
    }
}

fn result(number: u64, query: &str, language: Language, seed: u64) -> Value {
    let chance = ids::hash(seed.wrapping_add(number), query);
    let (title, media, content) = match language {
        Language::Chinese => (
            format!("关于“{query}”的演示结果 {number}"),
            format!("示例日报第 {number} 版"),
            format!("这是演示平台预先写好的第 {number} 条摘要，没有真的搜索过“{query}”。"),
        ),
        Language::English => (
            format!("Demonstration result {number} for “{query}”"),
            format!("Example Daily, page {number}"),
            format!(
                "Prepared summary {number} of the demonstration platform; nothing was searched for “{query}”."
            ),
        ),
    };
    let days = i64::try_from(chance % 300).unwrap_or(0);
    let published = date(2026, 1, 1).saturating_add(jiff::Span::new().days(days));
    let bare = number.is_multiple_of(3);
    let filled = |value: String| if bare { String::new() } else { value };
    json!({
        "icon": filled("https://example.com/favicon.ico".to_owned()),
        "title": title,
        "link": filled(format!("https://example.com/{chance:08x}")),
        "media": filled(media),
        "publish_date": published.to_string(),
        "content": content,
        "refer": format!("ref_{number}"),
    })
}
