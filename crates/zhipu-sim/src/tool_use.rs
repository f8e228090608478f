//! Calls the given functions as sensibly as one can without a model: the function whose words the
//! question shares, with arguments made from the question by the function's own schema.

use serde_json::{Map, Value, json};

use crate::answer::Delta;
use crate::ids::Ids;
use crate::question::Question;
use crate::{Language, tokens};

/// How deep a schema is followed; deeper objects stay empty.
const DEPTH: usize = 4;

/// The functions to call for a question: those named by magic word, else the likeliest one.
/// None behind tool results, which are to be answered in words.
pub(crate) fn chosen<'a>(question: &Question, functions: &[&'a Value]) -> Vec<&'a Value> {
    if !question.tool_results.is_empty() || question.so_far.is_some() || functions.is_empty() {
        return Vec::new();
    }
    if !question.magic.tools.is_empty() {
        let wanted = |function: &&&Value| {
            question
                .magic
                .tools
                .iter()
                .any(|wanted| wanted.as_str() == name(function))
        };
        return functions.iter().filter(wanted).copied().collect();
    }
    let scores = functions
        .iter()
        .map(|function| score(&question.text, function));
    // The first of equals wins: a model given one tool and a plain question mostly uses it.
    let best = scores
        .enumerate()
        .max_by_key(|(at, score)| (*score, std::cmp::Reverse(*at)));
    best.and_then(|(at, _)| functions.get(at))
        .copied()
        .into_iter()
        .collect()
}

/// The deltas of calls: whole, or name first and the arguments in pieces.
pub(crate) fn deltas(
    functions: &[&Value],
    question: &Question,
    in_pieces: bool,
    ids: &Ids,
) -> Vec<Delta> {
    let mut deltas = Vec::new();
    for (index, function) in functions.iter().enumerate() {
        let arguments = arguments(function, question).to_string();
        let call = |arguments: &str| {
            json!({ "index": index, "id": ids.call(), "type": "function",
                "function": { "name": name(function), "arguments": arguments } })
        };
        if !in_pieces {
            deltas.push(Delta::Tool(call(&arguments)));
            continue;
        }
        deltas.push(Delta::Tool(call("")));
        deltas.extend(tokens::pieces(&arguments).into_iter().map(|piece| {
            Delta::Tool(json!({ "index": index, "function": { "arguments": piece } }))
        }));
    }
    deltas
}

pub(crate) fn name(function: &Value) -> &str {
    function.get("name").and_then(Value::as_str).unwrap_or("")
}

/// How many words of name, description and parameters the question shares.
fn score(question: &str, function: &Value) -> usize {
    let question = question.to_lowercase();
    let description = function
        .get("description")
        .and_then(Value::as_str)
        .unwrap_or("");
    let parameters = function
        .pointer("/parameters/properties")
        .and_then(Value::as_object);
    let parameters = parameters
        .into_iter()
        .flatten()
        .map(|(name, _)| name.as_str());
    let own: String = std::iter::once(name(function))
        .chain([description])
        .chain(parameters)
        .fold(String::new(), |mut own, words| {
            own.push_str(&words.to_lowercase());
            own.push(' ');
            own
        });
    words(&own)
        .iter()
        .filter(|word| question.contains(word.as_str()))
        .count()
}

/// Words of three letters and more, and pairs of Chinese characters.
fn words(text: &str) -> Vec<String> {
    let latin = text
        .split(|c: char| !c.is_ascii_alphabetic())
        .filter(|word| word.len() > 2);
    let mut words: Vec<String> = latin.map(str::to_owned).collect();
    let chars: Vec<char> = text.chars().collect();
    words.extend(
        chars
            .windows(2)
            .filter(|pair| pair.iter().all(|&c| !c.is_ascii()))
            .map(String::from_iter),
    );
    words.sort();
    words.dedup();
    words
}

/// The arguments of a call: all required properties, or all if none is required.
pub(crate) fn arguments(function: &Value, question: &Question) -> Value {
    match function.get("parameters") {
        Some(schema) => object(schema, question, DEPTH),
        None => json!({}),
    }
}

fn object(schema: &Value, question: &Question, depth: usize) -> Value {
    let properties = schema.get("properties").and_then(Value::as_object);
    let required = schema.get("required").and_then(Value::as_array);
    let required: Vec<&str> = required
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let mut filled = Map::new();
    for (name, schema) in properties.into_iter().flatten() {
        if depth > 0 && (required.is_empty() || required.contains(&name.as_str())) {
            filled.insert(name.clone(), value(name, schema, question, depth - 1));
        }
    }
    Value::Object(filled)
}

fn value(name: &str, schema: &Value, question: &Question, depth: usize) -> Value {
    let given = schema.get("const").or(schema.get("default"));
    if let Some(given) = given {
        return given.clone();
    }
    if let Some(choices) = schema.get("enum").and_then(Value::as_array) {
        let asked = choices.iter().find(|choice| {
            choice
                .as_str()
                .is_some_and(|choice| !choice.is_empty() && question.text.contains(choice))
        });
        return asked.or(choices.first()).cloned().unwrap_or(Value::Null);
    }
    let kind = match schema.get("type") {
        Some(Value::Array(kinds)) => kinds.first().and_then(Value::as_str),
        Some(kind) => kind.as_str(),
        None => None,
    };
    match kind {
        Some("boolean") => json!(true),
        Some("integer" | "number") => number(schema, question),
        Some("null") => Value::Null,
        Some("object") => object(schema, question, depth),
        Some("array") => match schema.get("items") {
            Some(items) if depth > 0 => json!([value(name, items, question, depth - 1)]),
            _ => json!([]),
        },
        _ => json!(words_for(name, question)),
    }
}

/// The first whole number of the question, within the bounds of the schema.
fn number(schema: &Value, question: &Question) -> Value {
    let digits = question
        .text
        .split(|c: char| !c.is_ascii_digit())
        .find(|part| !part.is_empty());
    let asked: Option<i64> = digits.and_then(|digits| digits.parse().ok());
    let bound = |name: &str| schema.get(name).and_then(Value::as_i64);
    let (least, most) = (
        bound("minimum").unwrap_or(i64::MIN),
        bound("maximum").unwrap_or(i64::MAX),
    );
    let wanted = asked.unwrap_or(1);
    // A schema with its bounds the wrong way round has no right answer.
    json!(if least <= most {
        wanted.clamp(least, most)
    } else {
        wanted
    })
}

/// Words for a parameter by its name: a place, an address, a date, else what was asked.
fn words_for(name: &str, question: &Question) -> String {
    let name = name.to_lowercase();
    let is = |words: &[&str]| words.iter().any(|word| name.contains(word));
    if is(&["url", "link", "address"])
        && let Some(url) = question
            .text
            .split_whitespace()
            .find(|word| word.starts_with("http"))
    {
        return url.to_owned();
    }
    if is(&["date", "day", "time"]) {
        return jiff::Timestamp::now().strftime("%Y-%m-%d").to_string();
    }
    if is(&[
        "city", "place", "location", "town", "country", "where", "城市", "地点",
    ]) {
        return place(question);
    }
    question.topic(70)
}

/// The likeliest name of a place: the last capitalised words that do not open the sentence, or
/// the Chinese characters before a word that asks about it.
fn place(question: &Question) -> String {
    let strip = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    match question.language {
        Language::English => {
            let words: Vec<&str> = question.text.split_whitespace().skip(1).collect();
            let capital = |word: &&&str| {
                word.len() > 1 && word.chars().next().is_some_and(char::is_uppercase)
            };
            let mut name: Vec<String> = words
                .iter()
                .rev()
                .skip_while(|word| !capital(word))
                .take_while(capital)
                .map(|word| strip(word))
                .collect();
            name.reverse();
            if name.is_empty() {
                question.topic(30)
            } else {
                name.join(" ")
            }
        }
        Language::Chinese => {
            let asking = [
                "今天",
                "明天",
                "现在",
                "的天气",
                "天气",
                "在哪",
                "有什么",
                "下雨",
            ];
            let end = asking
                .iter()
                .filter_map(|word| question.text.find(word))
                .min();
            let before = end.and_then(|end| question.text.get(..end)).unwrap_or("");
            let name = strip(before.trim_start_matches(['请', '问', '查', '帮', '我', '一', '下']));
            if name.is_empty() {
                "北京".to_owned()
            } else {
                name
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
    use serde_json::{Value, json};

    use super::{arguments, chosen, deltas};
    use crate::Language;
    use crate::answer::{Answer, Delta};
    use crate::ids::Ids;
    use crate::question::Question;

    fn asked(text: &str) -> Question {
        Question::read(
            &[json!({ "role": "user", "content": text })],
            Language::Chinese,
        )
        .unwrap()
    }

    fn weather() -> Value {
        json!({ "name": "get_weather", "description": "Current weather of a city 查询城市天气",
            "parameters": { "type": "object", "properties": {
                "city": { "type": "string" }, "days": { "type": "integer", "maximum": 7 },
                "unit": { "type": "string", "enum": ["celsius", "fahrenheit"] } },
                "required": ["city", "days", "unit"] } })
    }

    #[test]
    fn the_function_that_shares_words_is_called() {
        let clock = json!({ "name": "get_time", "description": "What time it is" });
        let weather = weather();
        let both = [&clock, &weather];
        assert_eq!(chosen(&asked("上海天气怎么样"), &both), [&weather]);
        assert_eq!(chosen(&asked("What time is it?"), &both), [&clock]);
        assert_eq!(
            chosen(&asked("[[tool:get_weather,get_time]] x"), &both).len(),
            2
        );
        assert!(chosen(&asked("[[tool:none]] weather"), &both).is_empty());
    }

    #[test]
    fn arguments_follow_the_schema_and_the_question() {
        let english = asked("Is it raining in Lyon for 12 days, in fahrenheit?");
        assert_eq!(
            arguments(&weather(), &english),
            json!({ "city": "Lyon", "days": 7, "unit": "fahrenheit" })
        );
        let york = arguments(&weather(), &asked("What is the weather in New York today?"));
        assert_eq!(york["city"], "New York");
        let chinese = arguments(&weather(), &asked("请问上海今天的天气"));
        assert_eq!(chinese["city"], "上海");
        let nested = json!({ "parameters": { "properties": { "items": { "type": "array",
            "items": { "type": "object", "properties": { "query": {} } } } } } });
        assert_eq!(
            arguments(&nested, &asked("河流"))["items"][0]["query"],
            "河流"
        );
    }

    #[test]
    fn pieces_join_to_the_whole_arguments() {
        let weather = weather();
        let question = asked("北京明天下雨吗");
        let pieces = deltas(&[&weather], &question, true, &Ids::new(1));
        assert!(pieces.len() > 3 && matches!(pieces[0], Delta::Tool(_)));
        let calls = Answer::of(pieces, "tool_calls").tool_calls();
        let joined: Value =
            serde_json::from_str(calls[0]["function"]["arguments"].as_str().unwrap()).unwrap();
        assert_eq!(joined, arguments(&weather, &question));
    }
}
