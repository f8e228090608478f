//! Repairs tool calls: index −1 or none, no id, the name in every piece, arguments as an object.

use serde::de::IgnoredAny;
use serde_json::Value;
use uuid::Uuid;

use super::answer::{ServerTool, ToolKind};
use super::delta::{ChatDelta, ToolCallDelta};
use crate::wire;

/// The calls of one answer so far.
#[derive(Debug, Default)]
pub(crate) struct CallRepair {
    slots: Vec<Slot>,
    /// Position of the slot that was written to last.
    last: usize,
}

#[derive(Debug)]
struct Slot {
    /// As the server numbers it; not unique, some servers number every call 0.
    wire_index: i64,
    wire_id: Option<String>,
    /// The id we give out: the server's, or one made up.
    id: String,
    name: Option<String>,
    arguments: String,
}

/// One item of `tool_calls` as it came.
struct Piece {
    index: Option<i64>,
    id: Option<String>,
    name: Option<String>,
    arguments: String,
}

impl CallRepair {
    /// Reads the `tool_calls` of a delta or message.
    pub(crate) fn read(&mut self, message: &Value, deltas: &mut Vec<ChatDelta>) {
        let items = wire::list(message, "tool_calls");
        for (position, item) in items
            .iter()
            .enumerate()
            .filter(|(_, item)| item.is_object())
        {
            if let Some(step) = server_tool(item) {
                deltas.push(ChatDelta::ServerTool(step));
                continue;
            }
            let position = i64::try_from(position).ok().filter(|_| items.len() > 1);
            deltas.extend(
                self.join(read_piece(item), position)
                    .map(ChatDelta::ToolCall),
            );
        }
    }

    /// Whether the model called a function.
    pub(crate) fn any(&self) -> bool {
        !self.slots.is_empty()
    }

    /// Puts a piece where it belongs; `position` is its place in a list of several.
    fn join(&mut self, piece: Piece, position: Option<i64>) -> Option<ToolCallDelta> {
        let (at, is_new) = match self.find(&piece, position) {
            Some(at) => (at, false),
            None => (self.open(&piece, position), true),
        };
        self.last = at;
        let index = u32::try_from(at).ok()?;
        let slot = self.slots.get_mut(at)?;
        slot.wire_id = slot.wire_id.take().or(piece.id);
        slot.arguments.push_str(&piece.arguments);
        let name = piece.name.filter(|name| slot.name.as_ref() != Some(name));
        if name.is_some() {
            slot.name.clone_from(&name);
        }
        let says_something = is_new || name.is_some() || !piece.arguments.is_empty();
        let id = slot.id.clone();
        says_something.then_some(ToolCallDelta {
            index,
            id,
            name,
            arguments: piece.arguments,
        })
    }

    fn open(&mut self, piece: &Piece, position: Option<i64>) -> usize {
        let id = piece
            .id
            .clone()
            .unwrap_or_else(|| format!("call_{}", Uuid::new_v4().simple()));
        self.slots.push(Slot {
            wire_index: piece.index.or(position).unwrap_or(0),
            wire_id: piece.id.clone(),
            id,
            name: None,
            arguments: String::new(),
        });
        self.slots.len() - 1
    }

    /// The slot a piece continues; `None` if it begins a new call.
    fn find(&self, piece: &Piece, position: Option<i64>) -> Option<usize> {
        if let Some(id) = &piece.id {
            let known = self
                .slots
                .iter()
                .position(|slot| slot.wire_id.as_ref() == Some(id));
            if known.is_some() {
                return known;
            }
        }
        let at = match piece.index.or(position) {
            Some(index) => self
                .slots
                .iter()
                .rposition(|slot| slot.wire_index == index)?,
            // Neither index nor neighbours: it can only continue what was written last.
            None => self.last,
        };
        let slot = self.slots.get(at)?;
        let other_id = piece.id.is_some() && slot.wire_id.is_some();
        (!other_id && !begins_another(slot, piece)).then_some(at)
    }
}

/// Whether a piece without a better sign begins a call of its own: it names another function, or
/// names one although the arguments of the slot are whole. (Old models repeat the name in each piece
/// and send the arguments with the last, so the name alone says nothing.)
fn begins_another(slot: &Slot, piece: &Piece) -> bool {
    let (Some(old), Some(new)) = (&slot.name, &piece.name) else {
        return false;
    };
    old != new || serde_json::from_str::<IgnoredAny>(&slot.arguments).is_ok()
}

fn read_piece(item: &Value) -> Piece {
    let function = item
        .get("function")
        .filter(|function| function.is_object())
        .unwrap_or(item);
    Piece {
        index: wire::integer(item, "index").filter(|index| *index >= 0),
        id: wire::filled(item, "id"),
        name: wire::filled(function, "name"),
        arguments: match function.get("arguments") {
            Some(Value::String(text)) => text.clone(),
            None | Some(Value::Null) => String::new(),
            // z.ai's own specification has an object here.
            Some(other) => other.to_string(),
        },
    }
}

/// A step of a tool the platform runs itself: another type than a function, and no function in it.
fn server_tool(item: &Value) -> Option<ServerTool> {
    let kind = ToolKind::from(wire::filled(item, "type")?.as_str());
    if kind == ToolKind::Function || item.get("function").is_some_and(Value::is_object) {
        return None;
    }
    let payload = item.get(kind.as_str()).unwrap_or(item).clone();
    Some(ServerTool {
        id: wire::filled(item, "id"),
        kind,
        payload,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Name and arguments of each call after these `tool_calls` lists, and the ids given out.
    fn join(lists: &[Value]) -> Vec<(String, String, String)> {
        let mut repair = CallRepair::default();
        let mut calls: Vec<(String, String, String)> = Vec::new();
        for list in lists {
            let mut deltas = Vec::new();
            repair.read(&json!({ "tool_calls": list }), &mut deltas);
            for delta in deltas {
                let ChatDelta::ToolCall(delta) = delta else {
                    panic!("{delta:?}")
                };
                let at = delta.index as usize;
                assert!(at <= calls.len(), "positions have no holes");
                if at == calls.len() {
                    calls.push((delta.id.clone(), String::new(), String::new()));
                }
                let call = &mut calls[at];
                assert_eq!(call.0, delta.id, "the id is the same in every piece");
                call.1 = delta.name.unwrap_or_else(|| call.1.clone());
                call.2.push_str(&delta.arguments);
            }
        }
        calls
    }

    fn bare(calls: &[(String, String, String)]) -> Vec<(&str, &str)> {
        calls
            .iter()
            .map(|call| (call.1.as_str(), call.2.as_str()))
            .collect()
    }

    #[test]
    fn pieces_are_joined_by_index() {
        let calls = join(&[
            json!([{"index": 0, "id": "a", "type": "function",
                    "function": {"name": "weather", "arguments": ""}}]),
            json!([{"index": 1, "id": "b", "function": {"name": "time", "arguments": "{}"}}]),
            json!([{"index": 0, "function": {"arguments": "{\"city\":"}}]),
            json!([{"index": 0, "function": {"arguments": "\"里昂\"}"}}]),
        ]);
        assert_eq!(
            bare(&calls),
            [("weather", "{\"city\":\"里昂\"}"), ("time", "{}")]
        );
        assert_eq!((calls[0].0.as_str(), calls[1].0.as_str()), ("a", "b"));
    }

    #[test]
    fn an_index_of_minus_one_or_none_is_repaired() {
        for index in [json!(-1), Value::Null, json!("x")] {
            let calls = join(&[
                json!([{"index": index, "id": "a", "function": {"name": "f", "arguments": "{\"x\":"}}]),
                json!([{"index": index, "function": {"arguments": "1}"}}]),
                json!([{"index": index, "id": "b", "function": {"name": "f", "arguments": "{\"x\":"}}]),
                json!([{"index": index, "function": {"arguments": "2}"}}]),
            ]);
            assert_eq!(bare(&calls), [("f", "{\"x\":1}"), ("f", "{\"x\":2}")]);
        }
    }

    #[test]
    fn a_missing_id_is_made_up_once() {
        let calls = join(&[
            json!([{"index": 0, "function": {"name": "f", "arguments": "{"}}]),
            json!([{"index": 0, "id": "", "function": {"arguments": "}"}}]),
            json!([{"index": 0, "id": "late", "function": {"arguments": " "}}]),
        ]);
        assert_eq!(bare(&calls), [("f", "{} ")]);
        assert!(calls[0].0.starts_with("call_") && calls[0].0.len() > 20);
    }

    #[test]
    fn several_whole_calls_in_one_list_stay_apart_without_index_and_id() {
        let calls = join(&[json!([
            {"function": {"name": "f", "arguments": "{}"}},
            {"function": {"name": "f", "arguments": "{}"}},
            {"function": {"name": "g", "arguments": {"a": 1}}},
        ])]);
        assert_eq!(bare(&calls), [("f", "{}"), ("f", "{}"), ("g", "{\"a\":1}")]);
        assert_ne!(calls[0].0, calls[1].0);
    }

    #[test]
    fn servers_that_number_every_call_zero_are_understood() {
        let by_id = join(&[
            json!([{"index": 0, "id": "a", "function": {"name": "f", "arguments": "{}"}}]),
            json!([{"index": 0, "id": "b", "function": {"name": "f", "arguments": "{}"}}]),
        ]);
        assert_eq!(bare(&by_id), [("f", "{}"), ("f", "{}")]);
        let by_name = join(&[
            json!([{"index": 0, "function": {"name": "f", "arguments": "{}"}}]),
            json!([{"index": 0, "function": {"name": "f", "arguments": "{}"}}]),
        ]);
        assert_eq!(bare(&by_name), [("f", "{}"), ("f", "{}")]);
    }

    #[test]
    fn a_name_repeated_in_each_piece_is_one_call() {
        let calls = join(&[
            json!([{"id": "a", "function": {"name": "f"}}]),
            json!([{"id": "a", "function": {"name": "f", "arguments": ""}}]),
            json!([{"function": {"name": "f", "arguments": "{\"x\":1}"}}]),
        ]);
        assert_eq!(bare(&calls), [("f", "{\"x\":1}")]);
    }

    #[test]
    fn tools_of_the_platform_are_shown_and_not_called() {
        let mut repair = CallRepair::default();
        let mut deltas = Vec::new();
        let message = json!({"tool_calls": [
            {"id": "m", "type": "mcp", "mcp": {"type": "mcp_call", "name": "search"}},
            {"type": "holodeck", "x": 1},
            "no object",
        ]});
        repair.read(&message, &mut deltas);
        let [ChatDelta::ServerTool(mcp), ChatDelta::ServerTool(unknown)] = deltas.as_slice() else {
            panic!("{deltas:?}");
        };
        assert_eq!(
            (mcp.kind.clone(), &mcp.payload["name"]),
            (ToolKind::Mcp, &json!("search"))
        );
        assert_eq!(unknown.kind, ToolKind::Other("holodeck".to_owned()));
        assert!(!repair.any());
    }
}
