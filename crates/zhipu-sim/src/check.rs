//! What a chat request asks for, checked as the platform checks it: unknown fields are ignored,
//! bad ones refused with the documented codes. Source: platform chat.md §2, §5, §11.

use serde_json::Value;

use crate::codes::Refusal;
use crate::models::{Model, Models, Thinking};
use crate::question::role;

/// Functions that one request may offer.
const MOST_FUNCTIONS: usize = 128;

/// A checked chat request.
#[derive(Clone, Debug)]
pub(crate) struct Wish<'a> {
    pub(crate) model: Model,
    pub(crate) messages: &'a [Value],
    pub(crate) stream: bool,
    pub(crate) thinking: bool,
    pub(crate) effort: Option<&'a str>,
    pub(crate) temperature: Option<f64>,
    pub(crate) top_p: Option<f64>,
    pub(crate) max_tokens: Option<u64>,
    pub(crate) stop: Option<&'a str>,
    pub(crate) json: bool,
    pub(crate) tool_stream: bool,
    /// The `function` objects, unless calls are switched off.
    pub(crate) functions: Vec<&'a Value>,
    /// The `web_search` object, if it is enabled.
    pub(crate) search: Option<&'a Value>,
    pub(crate) request_id: Option<&'a str>,
}

/// Checks a chat request. `any_model` is for servers that are not the platform.
pub(crate) fn chat<'a>(
    body: &'a Value,
    models: &Models,
    any_model: bool,
) -> Result<Wish<'a>, Refusal> {
    let model = model(body, models, any_model)?;
    let messages = messages(body)?;
    if !model.vision && messages.iter().any(has_media) {
        return Err(Refusal::saying(
            1210,
            "接口调用参数有误：该模型的 messages.content 只支持文本。",
            "Invalid API parameter: the model takes text only in messages.content",
        ));
    }
    length(body, "request_id", 6..=64)?;
    length(body, "user_id", 6..=128)?;
    let warmest = if any_model { 2.0 } else { 1.0 };
    let (thinking, effort) = thinking(body, &model)?;
    Ok(Wish {
        messages,
        stream: is_true(body.get("stream")),
        thinking,
        effort,
        temperature: number(body, "temperature", 0.0, warmest)?,
        top_p: number(body, "top_p", 0.0, 1.0)?,
        max_tokens: max_tokens(body, &model)?,
        stop: stop(body)?,
        json: body
            .pointer("/response_format/type")
            .and_then(Value::as_str)
            == Some("json_object"),
        tool_stream: is_true(body.get("tool_stream")) && model.tool_stream,
        functions: functions(body, any_model)?,
        search: search(body),
        request_id: text(body, "request_id"),
        model,
    })
}

/// The model of a request: 1213 not named, 1211 unknown, 1212 known but not for chats.
pub(crate) fn model(body: &Value, models: &Models, any_model: bool) -> Result<Model, Refusal> {
    let id = text(body, "model").filter(|id| !id.is_empty());
    let id = id.ok_or_else(|| Refusal::missing("model"))?;
    match models.get(id) {
        Some(model) if model.chat => Ok(model.clone()),
        Some(_) => Err(Refusal::of(1212)),
        None if any_model => Ok(Model::of_any_name(id)),
        None => Err(Refusal::of(1211)),
    }
}

/// The messages of a request: there, well formed, and not only from system or assistant.
pub(crate) fn messages(body: &Value) -> Result<&[Value], Refusal> {
    let messages = match body.get("messages") {
        None | Some(Value::Null) => return Err(Refusal::missing("messages")),
        Some(Value::Array(messages)) if !messages.is_empty() => messages,
        Some(_) => return Err(illegal("messages")),
    };
    for message in messages {
        let content = message.get("content");
        match role(message) {
            "system" | "developer" | "user" | "tool" if content.is_none_or(Value::is_null) => {
                return Err(Refusal::missing("messages.content"));
            }
            "system" | "developer" | "user" | "tool" | "assistant"
                if content.is_none_or(|content| {
                    content.is_string() || content.is_array() || content.is_null()
                }) => {}
            "system" | "developer" | "user" | "tool" | "assistant" => {
                return Err(illegal("messages.content"));
            }
            _ => return Err(illegal("messages.role")),
        }
    }
    if messages
        .iter()
        .any(|message| matches!(role(message), "user" | "tool"))
    {
        Ok(messages)
    } else {
        Err(illegal("messages"))
    }
}

pub(crate) fn illegal(field: &str) -> Refusal {
    Refusal::saying(
        1214,
        format!("{field} 参数非法，请检查文档。"),
        format!("The {field} parameter is invalid"),
    )
}

fn has_media(message: &Value) -> bool {
    let parts = message.get("content").and_then(Value::as_array);
    parts.is_some_and(|parts| {
        parts
            .iter()
            .any(|part| part.get("type") != Some(&"text".into()))
    })
}

pub(crate) fn text<'a>(body: &'a Value, field: &str) -> Option<&'a str> {
    body.get(field).and_then(Value::as_str)
}

/// `true`, and the strings that official samples send.
fn is_true(value: Option<&Value>) -> bool {
    match value {
        Some(Value::Bool(flag)) => *flag,
        Some(Value::String(word)) => word.eq_ignore_ascii_case("true"),
        _ => false,
    }
}

pub(crate) fn length(
    body: &Value,
    field: &str,
    allowed: std::ops::RangeInclusive<usize>,
) -> Result<(), Refusal> {
    match text(body, field) {
        Some(value) if !allowed.contains(&value.chars().count()) => Err(illegal(field)),
        _ => Ok(()),
    }
}

fn number(body: &Value, field: &str, least: f64, most: f64) -> Result<Option<f64>, Refusal> {
    match body.get(field) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => match value.as_f64() {
            Some(number) if (least..=most).contains(&number) => Ok(Some(number)),
            _ => Err(Refusal::range(field, &format!("[{least},{most}]"))),
        },
    }
}

fn max_tokens(body: &Value, model: &Model) -> Result<Option<u64>, Refusal> {
    match body.get("max_tokens") {
        None | Some(Value::Null) => Ok(None),
        Some(value) => match value.as_u64() {
            Some(tokens) if (1..=model.max_output).contains(&tokens) => Ok(Some(tokens)),
            // The message discloses the cap, as seen on the real host.
            _ => Err(Refusal::range(
                "max_tokens",
                &format!("[1,{}]", model.max_output),
            )),
        },
    }
}

fn stop(body: &Value) -> Result<Option<&str>, Refusal> {
    match body.get("stop") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(word)) => Ok(Some(word.as_str())),
        // Up to four may be sent, but only one is honoured.
        Some(Value::Array(words)) if words.len() <= 4 => Ok(words.first().and_then(Value::as_str)),
        Some(_) => Err(Refusal::range("stop", "1-4")),
    }
    .map(|word| word.filter(|word| !word.is_empty()))
}

fn thinking<'a>(body: &'a Value, model: &Model) -> Result<(bool, Option<&'a str>), Refusal> {
    let wanted = match body.pointer("/thinking/type").and_then(Value::as_str) {
        None | Some("enabled") => true,
        Some("disabled") if model.thinking == Thinking::Forced => {
            return Err(Refusal::saying(
                1210,
                "接口调用参数有误：该模型始终思考，thinking.type 不能为 disabled。",
                "Invalid API parameter: the model always thinks, thinking.type cannot be disabled",
            ));
        }
        Some("disabled") => false,
        Some(_) => return Err(Refusal::range("thinking.type", "enabled, disabled")),
    };
    let effort = text(body, "reasoning_effort").filter(|_| model.has_efforts());
    if let Some(effort) = effort
        && !model.allows_effort(effort)
    {
        return Err(Refusal::range("reasoning_effort", &model.efforts()));
    }
    let skipped = matches!(effort, Some("none" | "minimal"));
    let thinks = match model.thinking {
        Thinking::None => false,
        Thinking::Optional => wanted && !skipped,
        Thinking::Forced | Thinking::InContent => true,
    };
    Ok((thinks, effort))
}

fn functions(body: &Value, any_model: bool) -> Result<Vec<&Value>, Refusal> {
    let tools = match body.get("tools") {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(Value::Array(tools)) => tools,
        Some(_) => return Err(illegal("tools")),
    };
    let mut functions = Vec::new();
    for tool in tools {
        match tool.get("type").and_then(Value::as_str) {
            Some("function") => {
                let function = tool
                    .get("function")
                    .ok_or_else(|| Refusal::missing("tools.function"))?;
                let name = text(function, "name");
                let name = name.ok_or_else(|| Refusal::missing("tools.function.name"))?;
                if !is_function_name(name) {
                    return Err(Refusal::range("tools.function.name", "[a-zA-Z0-9_-]{1,64}"));
                }
                functions.push(function);
            }
            Some(_) => {}
            None => return Err(Refusal::missing("tools.type")),
        }
    }
    if functions.len() > MOST_FUNCTIONS {
        return Err(Refusal::range("tools", "[1,128]"));
    }
    // The platform documents only `auto` and ignores the rest; other servers honour `none`.
    let none = any_model && text(body, "tool_choice") == Some("none");
    Ok(if none { Vec::new() } else { functions })
}

fn is_function_name(name: &str) -> bool {
    (1..=64).contains(&name.len())
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
}

fn search(body: &Value) -> Option<&Value> {
    let tools = body.get("tools")?.as_array()?;
    let search = tools.iter().find_map(|tool| tool.get("web_search"))?;
    is_true(search.get("enable")).then_some(search)
}
