//! Mends an answer: asks for only those claims anew that its passages do not say or that name none. The rest is not asked
//! for at all, so that it cannot change.

use glim_store::{MessageId, NewGrounding, Role};
use zhipu::{ChatMessage, ChatRequest};

use super::{
    ClaimVerdict, Sent, citations, models, passages::Passages, rules, send, splice, thread,
};
use crate::{App, UiError};

const PROMPT: &str = "The sentences below come from an answer of yours; each is not said by the passages it cites, or cites \
none. Write each anew so that it says only what the passages say, with their numbers behind it in square brackets, in the \
same language and of about the same length. When the passages say nothing on it, write - instead. Write one line for each, \
and nothing else, like this:
#1: the new sentence [2].
#2: -";

pub(super) async fn mend(app: &App, id: MessageId) -> Result<Sent, UiError> {
    let store = app.store()?;
    let message = store.message(id).await?;
    let cited = citations::cited(app, id).await?;
    let wrong: Vec<&str> = cited
        .claims
        .iter()
        .filter(|claim| claim.verdict != ClaimVerdict::Supported)
        .map(|claim| claim.text.as_str())
        .collect();
    let (mut places, mut asked) = (Vec::new(), Vec::new());
    for (sentence, place) in wrong.iter().zip(splice::places(&message.text, &wrong)) {
        if let Some(place) = place {
            places.push(place);
            asked.push(*sentence);
        }
    }
    if message.role != Role::Assistant || asked.is_empty() {
        return Err(UiError::bad_input("chat_mend", "nothing is to be mended"));
    }
    let question = match message.parent_id {
        Some(parent) => store.message(parent).await?.text,
        None => String::new(),
    };
    let (row, new) = send::attempt(app, &store, &message, message.model.clone()).await?;
    let turn = store.begin_retry(id, &new).await?;
    let rows = store.citations(&[id]).await?;
    let mut passages = Passages::new(turn.answer);
    passages.take_up(rows);
    // The new answer has the same passages under the same numbers, before it is asked for.
    let kept = NewGrounding {
        searches: serde_json::json!(cited.searches),
        unread: serde_json::to_value(&cited.unread).unwrap_or_default(),
        passages: super::passages::rows(passages.all()),
    };
    store.keep_grounding(turn.answer, &kept).await?;
    let platform = send::platform(app).await?;
    let parameters = thread::parameters(&row);
    let thinking = models::thinking(&new.model, &platform);
    let request = request(&new.model, &passages, &question, &asked);
    let request = super::context::with_parameters(request, &parameters, thinking);
    let begun = send::Started {
        turn,
        model: new.model,
        platform,
        request,
        ground: None,
        splice: Some(splice::Splice::new(message.text, places)),
    };
    send::run(app, &store, row.id, begun).await
}

fn request(model: &str, passages: &Passages, question: &str, sentences: &[&str]) -> ChatRequest {
    let given = rules::given(passages, &[]);
    let lines: Vec<String> = (1..)
        .zip(sentences)
        .map(|(number, it)| format!("#{number}: {it}"))
        .collect();
    let text = format!(
        "{given}\nThe question was: {question}\n\n{PROMPT}\n\n{}",
        lines.join("\n")
    );
    let mut request = ChatRequest::new(model, vec![ChatMessage::user(text)]);
    rules::add(&mut request, false);
    request
}
