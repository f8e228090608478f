//! The English words of the demonstration platform.

use super::Section;
use super::texts::{FactWords, Texts};

pub(super) const TEXTS: Texts = Texts {
    first_line: "**This is the demonstration platform: no model is behind this answer.**",
    asked: |topic| {
        if topic.is_empty() {
            "Your question has no words.".to_owned()
        } else {
            format!(
                "You asked: “{topic}”. What follows was written beforehand, so that you can see how answers look."
            )
        }
    },
    greetings: &["hi", "hello", "hey", "good morning", "good evening"],
    greeting: "Hello! Ask for a **table**, a **list**, **tasks**, **code** (in Rust, Python, SQL …), **math**, a **quote**, **links** or a **long text** to see just that; any other question shows all of them.",
    cannot_go_on: "It cannot go on with a text that it did not write.",
    nothing_left: "That was the whole answer already.",
    closings: &[
        "That is all there is to show. Store a key in the settings to ask the same question of a model.",
        "With a key of your own, a model would answer here.",
    ],
    colon: ": ",
    thought_of: |topic, characters| {
        format!(
            "(Demonstration; nobody is thinking.) The question is “{topic}”, {characters} characters long."
        )
    },
    thoughts: &[
        "A model would first ask itself what is really wanted here, and what it knows about it.",
        "Then it would try a first idea, find where it breaks, and keep what holds:\n\n1. take the question apart,\n2. answer each piece,\n3. check the sum, for example $2 + 2 = 4$.",
        "At last it would think about the form: a short paragraph, a table, or some `code`.",
        "It might doubt once more. Is the order right? Is anything missing? 中文的部分也要看一遍。",
        "Enough. The prepared texts can be shown now.",
    ],
    tool_said: |name| format!("The function `{name}` returned:"),
    searched: |count| {
        format!("The prepared search has {count} results; nothing was looked up on the web.")
    },
    not_in_files: "The passages do not say anything on this question.",
    wrong_claim: "The moon is made of 4711 kinds of cheese.",
    bare_claim: "Every cheese on it was baked by an owl.",
    facts: FactWords {
        head: "| What came in | Value |",
        characters: "Characters",
        words: "Words",
        lines: "Lines",
        messages: "Messages in the conversation",
        model: "Model",
        thinking: "Thinking",
        on: "on",
        off: "off",
        system: "System prompt",
        kinds: ["Picture", "Video", "File", "Sound"],
        bytes: "bytes",
        pixels: "pixels",
        at: "at",
        unseen: "The demonstration platform can tell what it is, but cannot look into it.",
    },
    list: include_str!("../../fixtures/demo/en/list.md"),
    tasks: include_str!("../../fixtures/demo/en/tasks.md"),
    table: include_str!("../../fixtures/demo/en/table.md"),
    math: include_str!("../../fixtures/demo/en/math.md"),
    quote: include_str!("../../fixtures/demo/en/quote.md"),
    links: include_str!("../../fixtures/demo/en/links.md"),
    code_heading: "### Code",
    prose_heading: "### Long text",
    part: |number| format!("## Part {number}"),
    table_head: "| No. | Name | Value | Remark |\n| ---: | :--- | ---: | :--- |",
    sentences: include_str!("../../fixtures/demo/en/sentences.txt"),
    between_sentences: " ",
    keywords: &[
        (Section::List, &["list", "bullet"]),
        (Section::Tasks, &["task", "todo", "checklist"]),
        (Section::Table, &["table", "spreadsheet"]),
        (Section::Code, &["code", "program", "function", "script"]),
        (
            Section::Math,
            &[
                "math",
                "maths",
                "mathematics",
                "formula",
                "equation",
                "integral",
            ],
        ),
        (Section::Quote, &["quote", "quotation"]),
        (Section::Links, &["link", "emphasis"]),
        (Section::Prose, &["long", "essay", "story", "paragraph"]),
    ],
};
