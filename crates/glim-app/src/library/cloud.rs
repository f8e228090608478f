//! The platform's knowledge bases beside the collections of this machine. Nothing of them is kept here: the platform has the
//! truth, and every call asks it.

mod send;

use glim_store::{CollectionId, SourceId};
use zhipu::Client;
use zhipu::knowledge::{
    Document, DocumentQuery, DocumentState, KNOWLEDGE_LIMITS, KnowledgeBase, KnowledgeChange,
    KnowledgeEmbedding, KnowledgeQuery, NewKnowledgeBase, Passage,
};

use super::{
    CloudBase, CloudBases, CloudDocument, CloudDocumentState, CloudDocuments, CloudHit,
    CloudSearch, CloudSend, CloudSendPlan, CloudSending, CloudSent, ListCloudDocuments,
    NewCloudBase, RenameCloudBase,
};
use crate::{App, AppEvent, ErrorCode, Out, UiError, settings::PlatformChoice};

/// Bases of one page, and the most pages: nobody has more than a few hundred.
const PAGE: u32 = 50;
const PAGES: u32 = 20;
/// Documents of one page.
const DOCUMENTS: u32 = 50;

/// All knowledge bases of the account, and how much room they take.
///
/// # Errors
/// `notOffered` where there are none: they are BigModel's only.
pub async fn library_cloud(app: &App, (): ()) -> Result<CloudBases, UiError> {
    let (_, client) = client(app).await?;
    let mut bases: Vec<CloudBase> = Vec::new();
    for page in 1..=PAGES {
        let found = client.knowledge_bases(Some(page), Some(PAGE)).await?;
        let is_last = found.bases.len() < PAGE as usize;
        bases.extend(found.bases.into_iter().map(view));
        let all = found.total.and_then(|total| usize::try_from(total).ok());
        if is_last || all.is_some_and(|all| bases.len() >= all) {
            break;
        }
    }
    let capacity = client.knowledge_capacity().await?;
    Ok(CloudBases {
        bases,
        used_bytes: capacity.used.bytes,
        total_bytes: capacity.total.bytes,
        used_words: capacity.used.words,
        total_words: capacity.total.words,
        free_bytes: KNOWLEDGE_LIMITS.free_bytes,
    })
}

/// Makes a base.
///
/// # Errors
/// `badInput` without a name, or with one over 100 characters.
pub async fn library_cloud_create(app: &App, request: NewCloudBase) -> Result<CloudBase, UiError> {
    let name = named("library_cloud_create", &request.name)?;
    let (_, client) = client(app).await?;
    let mut new = NewKnowledgeBase::new(name, KnowledgeEmbedding::Embedding3);
    let most = KNOWLEDGE_LIMITS.most_description_characters;
    let description: String = request.description.trim().chars().take(most).collect();
    new.description = Some(description).filter(|text| !text.is_empty());
    let id = client.create_knowledge(&new).await?;
    let made = client.knowledge_base(&id).await?;
    app.tell(AppEvent::CloudChanged);
    Ok(view(made))
}

/// Gives a base another name.
pub async fn library_cloud_rename(app: &App, request: RenameCloudBase) -> Result<(), UiError> {
    let change = KnowledgeChange {
        name: Some(named("library_cloud_rename", &request.name)?),
        ..KnowledgeChange::default()
    };
    let (_, client) = client(app).await?;
    client.change_knowledge(&request.base, &change).await?;
    app.tell(AppEvent::CloudChanged);
    Ok(())
}

/// Deletes a base with all its documents, at the platform and for good: there is no undo.
pub async fn library_cloud_delete(app: &App, request: String) -> Result<(), UiError> {
    let (_, client) = client(app).await?;
    client.delete_knowledge(&request).await?;
    app.tell(AppEvent::CloudChanged);
    Ok(())
}

/// A page of the documents of a base, and how far the platform is with each.
pub async fn library_cloud_documents(
    app: &App,
    request: ListCloudDocuments,
) -> Result<CloudDocuments, UiError> {
    let (_, client) = client(app).await?;
    let query = DocumentQuery {
        knowledge_id: request.base,
        page: Some(request.page.max(1)),
        size: Some(DOCUMENTS),
        word: request.word.filter(|word| !word.trim().is_empty()),
    };
    let found = client.documents(&query).await?;
    let shown = u64::from(request.page.max(1)) * u64::from(DOCUMENTS);
    let has_more = match found.total {
        Some(total) => total > shown,
        None => found.documents.len() >= DOCUMENTS as usize,
    };
    Ok(CloudDocuments {
        documents: found.documents.into_iter().map(document).collect(),
        total: found.total,
        has_more,
    })
}

/// Deletes a document of a base, for good.
pub async fn library_cloud_document_delete(app: &App, request: String) -> Result<(), UiError> {
    let (_, client) = client(app).await?;
    client.delete_document(&request).await?;
    app.tell(AppEvent::CloudChanged);
    Ok(())
}

/// What putting sources into a base takes and costs.
pub async fn library_cloud_send_plan(
    app: &App,
    request: CloudSend,
) -> Result<CloudSendPlan, UiError> {
    let (platform, _) = client(app).await?;
    send::plan(app, &request, &platform).await
}

/// Puts sources of this machine into a base, one file at a time. Each is told as it is taken or refused; what the platform
/// does not read as it is goes as the text that was read of it. Dropping the call ends it between two files.
pub async fn library_cloud_send(
    app: &App,
    request: CloudSend,
    out: Out<CloudSending>,
) -> Result<CloudSent, UiError> {
    let (_, client) = client(app).await?;
    let sent = send::send(app, &client, &request, &out).await;
    app.tell(AppEvent::CloudChanged);
    sent
}

/// Finds passages in bases. Costs by the token.
///
/// # Errors
/// `badInput` without a question or a base.
pub async fn library_cloud_search(
    app: &App,
    request: CloudSearch,
) -> Result<Vec<CloudHit>, UiError> {
    let most = KNOWLEDGE_LIMITS.most_query_characters;
    let query: String = request.query.trim().chars().take(most).collect();
    if query.is_empty() || request.bases.is_empty() {
        return Err(UiError::bad_input(
            "library_cloud_search",
            "a question and a base",
        ));
    }
    let (_, client) = client(app).await?;
    let mut question = KnowledgeQuery::new(query, request.bases);
    let range = KNOWLEDGE_LIMITS.top_k;
    question.top_k = Some(request.limit.clamp(*range.start(), *range.end()));
    if request.rerank {
        question = question.reranked("rerank");
    }
    let found = client.retrieve(&question).await?;
    Ok(found.into_iter().map(hit).collect())
}

/// The platform in use with a client, if it keeps knowledge bases.
async fn client(app: &App) -> Result<(PlatformChoice, Client), UiError> {
    let (platform, client) = app.client().await?;
    if platform.has_knowledge() {
        Ok((platform, client))
    } else {
        Err(UiError::new(ErrorCode::NotOffered))
    }
}

fn named(command: &str, name: &str) -> Result<String, UiError> {
    let name = name.trim();
    let length = name.chars().count();
    if length == 0 || length > KNOWLEDGE_LIMITS.most_name_characters {
        let detail = "a knowledge base has a name of at most 100 characters";
        return Err(UiError::bad_input(command, detail).with("field", "name"));
    }
    Ok(name.to_owned())
}

fn view(base: KnowledgeBase) -> CloudBase {
    let embedding = base.embedding.map(|it| match it.name() {
        Some(name) => name.to_owned(),
        None => it.id().to_string(),
    });
    CloudBase {
        name: base.name.unwrap_or_else(|| base.id.clone()),
        id: base.id,
        description: base.description.unwrap_or_default(),
        embedding,
        documents: base.documents,
        bytes: base.bytes,
        words: base.words,
    }
}

fn document(document: Document) -> CloudDocument {
    let failure = document.failure.unwrap_or_default();
    CloudDocument {
        name: document.name.unwrap_or_else(|| document.id.clone()),
        id: document.id,
        bytes: document.bytes,
        words: document.words,
        state: match document.state {
            Some(DocumentState::Done) => CloudDocumentState::Ready,
            Some(DocumentState::Failed) => CloudDocumentState::Failed,
            Some(DocumentState::Running) => CloudDocumentState::Working,
            Some(DocumentState::Other(_)) | None => CloudDocumentState::Unknown,
        },
        failure_code: failure.code,
        failure: failure.message,
        // A signed address, good for some hours: opened by the system's browser.
        url: document.url.filter(|url| url.starts_with("https://")),
    }
}

fn hit(passage: Passage) -> CloudHit {
    CloudHit {
        text: passage.text,
        score: passage.score,
        base: passage.knowledge_id,
        document: passage.document_id,
        name: passage.document_name.unwrap_or_default(),
    }
}

/// What is to be sent: sources that were named, and those of a collection.
async fn wanted(
    app: &App,
    sources: &[SourceId],
    collection: Option<CollectionId>,
) -> Result<Vec<glim_store::Source>, UiError> {
    let store = app.store()?;
    let mut found = Vec::new();
    for id in sources {
        found.push(store.source(*id).await?);
    }
    let Some(collection) = collection else {
        return Ok(found);
    };
    let mut after = None;
    loop {
        let page = store.list_sources(Some(collection), after, 200).await?;
        found.extend(page.sources);
        after = page.next;
        if after.is_none() {
            return Ok(found);
        }
    }
}
