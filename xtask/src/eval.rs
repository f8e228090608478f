//! `eval` measures how well the library finds; the measuring itself is the example `eval` of `glim-knowledge`.

use std::path::PathBuf;

use crate::command::Step;
use crate::failure::{Failure, Outcome};
use crate::{model, tree};

/// Optimised as a release, without its minutes of link-time optimisation.
const PROFILE: &str = "bench-app";
/// The sets beside the project, in the order of the table in docs/adr/0011: where the documents lie, and the questions.
/// The questions of the two `XQuAD` sets are translations of each other, with the same names.
const SETS: [(&str, &str); 5] = [
    ("cmrc2018_zh", "cmrc2018_zh"),
    ("xquad_zh", "xquad_zh"),
    ("xquad_en", "xquad_en"),
    ("scifact_en", "scifact_en"),
    ("xquad_en", "xquad_zh"),
];

/// Runs the set that `arguments` name, or every set beside the project when they name none.
pub(crate) fn eval(arguments: &[String]) -> Outcome {
    if let Err(failure) = model::fetch() {
        println!("by words only: {failure}");
    }
    if arguments.iter().any(|argument| argument == "--corpus") {
        return program("eval")?.with_all(arguments).run();
    }
    let folder = tree::root().join("../shared/corpus/retrieval");
    if !folder.is_dir() {
        return Err(Failure::new(
            "no sets beside the project; name one: --corpus corpus.jsonl --queries queries.jsonl --out run.tsv",
        ));
    }
    let program = program("eval")?;
    for (documents, questions) in SETS {
        let path = |set: &str, name: &str| -> PathBuf { folder.join(set).join(name) };
        program
            .clone()
            .with(&["--corpus"])
            .with_all([path(documents, "corpus.jsonl")])
            .with(&["--queries"])
            .with_all([path(questions, "queries.jsonl")])
            .with(&["--qrels"])
            .with_all([path(questions, "qrels.tsv")])
            .with_all(arguments)
            .run()?;
    }
    Ok(())
}

/// An example of `glim-knowledge`, built with optimisation; it is told where `target` is.
pub(crate) fn program(name: &str) -> Outcome<Step> {
    Step::cargo()
        .with(&[
            "build",
            "--package",
            "glim-knowledge",
            "--profile",
            PROFILE,
            "--example",
            name,
        ])
        .run()?;
    let target = tree::target()?;
    let program = target.join(PROFILE).join("examples").join(name);
    Ok(Step::new(program).with(&["--target"]).with_all([target]))
}
