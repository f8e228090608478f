//! The calls themselves.

use bytes::Bytes;
use serde_json::Value;

use super::base::{Capacity, KnowledgeBase, KnowledgeBasePage, KnowledgeChange, NewKnowledgeBase};
use super::document::{Document, DocumentPage, DocumentPicture, DocumentQuery, DocumentState};
use super::retrieve::{KnowledgeQuery, Passage};
use super::upload::{Callback, DocumentOptions, DocumentUploads, UrlDocument, WireUrls};
use crate::client::Client;
use crate::endpoint::{Family, segment};
use crate::error::Error;
use crate::http::{Call, json, query};
use crate::poll::Polling;
use crate::retry::Repeat;
use crate::upload::Upload;
use crate::wire;

/// Bases and documents.
impl Client {
    /// Makes a base and gives its id; free of charge, also with an empty balance.
    ///
    /// Made again only when the platform says that it did not take it.
    pub async fn create_knowledge(&self, base: &NewKnowledgeBase) -> Result<String, Error> {
        let call = Call::post(Family::Knowledge, "knowledge", json(&base.body())?);
        let data = self.enveloped(call).await?;
        wire::filled(&data, "id").ok_or_else(|| Error::malformed("the base has no id", None))
    }

    /// Lists bases; `page` from 1, 1 and 10 if not said.
    pub async fn knowledge_bases(
        &self,
        page: Option<u32>,
        size: Option<u32>,
    ) -> Result<KnowledgeBasePage, Error> {
        let parameters = query(&[
            ("page", page.map(|page| page.to_string())),
            ("size", size.map(|size| size.to_string())),
        ]);
        let call = Call::get(Family::Knowledge, "knowledge").asking(parameters);
        KnowledgeBasePage::read(&self.enveloped(call).await?)
    }

    /// Describes a base.
    pub async fn knowledge_base(&self, id: &str) -> Result<KnowledgeBase, Error> {
        let call = Call::get(Family::Knowledge, &base_path(id));
        let data = self.enveloped(call).await?;
        KnowledgeBase::read(&data).ok_or_else(|| Error::malformed("the base has no id", None))
    }

    /// Changes a base. Another model for vectors costs money, so the call is as careful as a job.
    pub async fn change_knowledge(&self, id: &str, change: &KnowledgeChange) -> Result<(), Error> {
        let call = Call::put(Family::Knowledge, &base_path(id), json(&change.body())?);
        self.enveloped(call).await.map(drop)
    }

    /// Deletes a base with all its documents for good.
    pub async fn delete_knowledge(&self, id: &str) -> Result<(), Error> {
        let call = Call::delete(Family::Knowledge, &base_path(id));
        self.enveloped(call).await.map(drop)
    }

    /// How much space the account's bases take.
    pub async fn knowledge_capacity(&self) -> Result<Capacity, Error> {
        let call = Call::get(Family::Knowledge, "knowledge/capacity");
        Ok(Capacity::read(&self.enveloped(call).await?))
    }

    /// Puts files into a base, piece by piece. Vectors are made afterwards and cost money: look with
    /// [`Client::document`] or wait with [`Client::document_ready`].
    ///
    /// Sent again only when the platform says that it did not take them.
    ///
    /// # Errors
    /// [`Error::UnreadableFile`] if one cannot be read here. A file that the platform does not want
    /// is no error: see [`DocumentUploads::refused`].
    pub async fn upload_documents(
        &self,
        knowledge_id: &str,
        files: &[Upload],
        options: &DocumentOptions,
    ) -> Result<DocumentUploads, Error> {
        let path = format!("document/upload_document/{}", segment(knowledge_id));
        let call = Call::upload(Family::Knowledge, &path, options.form(files)).slow();
        Ok(DocumentUploads::read(&self.enveloped(call).await?))
    }

    /// Puts documents behind addresses into a base; otherwise as [`Client::upload_documents`].
    pub async fn upload_urls(
        &self,
        knowledge_id: &str,
        documents: &[UrlDocument],
    ) -> Result<DocumentUploads, Error> {
        let body = json(&WireUrls::new(knowledge_id, documents))?;
        let call = Call::post(Family::Knowledge, "document/upload_url", body).slow();
        Ok(DocumentUploads::read(&self.enveloped(call).await?))
    }

    /// Lists documents of a base.
    pub async fn documents(&self, wanted: &DocumentQuery) -> Result<DocumentPage, Error> {
        let parameters = query(&[
            ("knowledge_id", Some(wanted.knowledge_id.clone())),
            ("page", wanted.page.map(|page| page.to_string())),
            ("size", wanted.size.map(|size| size.to_string())),
            ("word", wanted.word.clone()),
        ]);
        let call = Call::get(Family::Knowledge, "document").asking(parameters);
        DocumentPage::read(&self.enveloped(call).await?)
    }

    /// Describes a document and how far the platform is with it.
    pub async fn document(&self, id: &str) -> Result<Document, Error> {
        let call = Call::get(Family::Knowledge, &document_path("document", id));
        let data = self.enveloped(call).await?;
        Document::read(&data).ok_or_else(|| Error::malformed("the document has no id", None))
    }

    /// Waits until a document can be found, or cannot be: it may have failed. Dropping the future
    /// ends the wait only.
    ///
    /// # Errors
    /// [`Error::TimedOut`] with [`Wait::Total`](crate::Wait) when the patience is at its end.
    pub async fn document_ready(&self, id: &str, polling: Polling) -> Result<Document, Error> {
        let look = || async {
            let document = self.document(id).await?;
            let ended = matches!(
                document.state,
                Some(DocumentState::Done | DocumentState::Failed)
            );
            Ok(ended.then_some(document))
        };
        polling.until(look).await
    }

    /// Deletes a document for good.
    pub async fn delete_document(&self, id: &str) -> Result<(), Error> {
        let call = Call::delete(Family::Knowledge, &document_path("document", id));
        self.enveloped(call).await.map(drop)
    }

    /// Makes the vectors of a document anew, which costs money.
    pub async fn embed_document(&self, id: &str, callback: Option<&Callback>) -> Result<(), Error> {
        let mut body = serde_json::Map::new();
        if let Some(callback) = callback {
            body.insert("callback_url".to_owned(), callback.url.clone().into());
            let headers = callback.headers.iter();
            let headers: serde_json::Map<String, Value> = headers
                .map(|(name, value)| (name.clone(), value.clone().into()))
                .collect();
            if !headers.is_empty() {
                body.insert("callback_header".to_owned(), headers.into());
            }
        }
        let path = document_path("document/embedding", id);
        let call = Call::post(Family::Knowledge, &path, json(&body)?);
        self.enveloped(call).await.map(drop)
    }

    /// The pictures inside a document, by the marks that stand for them in passages.
    pub async fn document_pictures(&self, id: &str) -> Result<Vec<DocumentPicture>, Error> {
        let path = document_path("document/slice/image_list", id);
        // A POST by its method only: it reads.
        let call = Call::post(Family::Knowledge, &path, Bytes::from_static(b"{}"));
        let data = self.enveloped(call.repeated(Repeat::Free)).await?;
        let pictures = wire::list(&data, "images").iter();
        Ok(pictures.filter_map(DocumentPicture::read).collect())
    }

    /// Finds passages. Documents that are not done, or failed, are passed over in silence.
    ///
    /// Costs money by the token. Retried like chat: after a refusal that time may heal, never after
    /// a silence.
    pub async fn retrieve(&self, query: &KnowledgeQuery) -> Result<Vec<Passage>, Error> {
        let body = json(query)?;
        let call = Call::post(Family::Knowledge, "knowledge/retrieve", body);
        let call = call.repeated(Repeat::Answer).slow().enveloped();
        Passage::read_all(self.send(&call).await?.get("data"))
    }

    /// Makes a call whose answer is wrapped, and gives what is inside.
    async fn enveloped(&self, call: Call) -> Result<Value, Error> {
        let mut answer = self.send(&call.enveloped()).await?;
        if !answer.is_object() {
            return Err(Error::malformed(
                "it is no answer of a knowledge base",
                None,
            ));
        }
        Ok(answer.get_mut("data").map(Value::take).unwrap_or_default())
    }
}

fn base_path(id: &str) -> String {
    document_path("knowledge", id)
}

fn document_path(place: &str, id: &str) -> String {
    format!("{place}/{}", segment(id))
}
