//! The model of the library's vectors, as a person chooses it: the one inside the app, or the platform's for money.

use glim_store::Store;
use serde::{Deserialize, Serialize};

use super::{
    EmbeddingChoice, EmbeddingInUse, EmbeddingPlan, EmbeddingView, Filling,
    index::Served,
    maker::{DIMENSIONS, Maker, PLATFORM_MODEL, PlatformModel},
    price::{self, Tokens},
    rerank::RERANK_MODEL,
};
use crate::{App, AppEvent, ErrorCode, UiError, platform};

/// Settings row of the choice.
const ROW: &str = "library_embedding";
/// Texts that are counted at once.
const COUNTED: u32 = 2_000;

/// The choice as it is kept.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Kept {
    /// None for the model inside the app.
    platform: Option<KeptModel>,
    /// Whether the platform puts what was found into order.
    #[serde(default)]
    rerank: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct KeptModel {
    at: String,
    dimensions: u32,
}

/// The chosen model of a platform; none for the one inside the app.
pub(super) async fn chosen(store: &Store) -> Result<Option<PlatformModel>, glim_store::Error> {
    let kept = match store.setting::<Kept>(ROW).await {
        // Of another time's shape: as never chosen.
        Err(glim_store::Error::Setting { .. }) => None,
        kept => kept?,
    };
    Ok(kept.unwrap_or_default().platform.map(|kept| PlatformModel {
        at: kept.at,
        dimensions: kept.dimensions,
    }))
}

/// Whether the platform puts what was found into order.
pub(super) async fn reranks(store: &Store) -> Result<bool, UiError> {
    let kept = platform::read_row::<Kept>(store, ROW).await?;
    Ok(kept.unwrap_or_default().rerank)
}

/// How the library's vectors are made now, and what another choice would need.
pub async fn library_embedding(app: &App, (): ()) -> Result<EmbeddingView, UiError> {
    let store = app.store()?;
    let library = &app.0.library;
    let connected = app.platform().await?;
    let embeds_as = connected
        .as_ref()
        .and_then(crate::settings::PlatformChoice::embeds_as);
    let chosen = chosen(&store).await?;
    let mut view = EmbeddingView {
        choice: match &chosen {
            None => EmbeddingChoice::Local,
            Some(model) => EmbeddingChoice::Platform {
                dimensions: model.dimensions,
            },
        },
        local_available: app.load_model().is_some(),
        platform_available: embeds_as.is_some(),
        elsewhere: chosen.is_some_and(|model| Some(model.at.as_str()) != embeds_as),
        dimensions: DIMENSIONS.to_vec(),
        serving: None,
        filling: None,
        problem: library.embedding_problem(),
        kept: store.kept_vectors().await?,
        rerank: reranks(&store).await?,
        price: None,
        rerank_price: None,
    };
    if let Some(platform) = &connected {
        view.price = price::per_million(PLATFORM_MODEL, platform);
        view.rerank_price = price::per_million(RERANK_MODEL, platform);
    }
    let served = library.indexes_now().and_then(|it| it.vectors.clone());
    view.serving = served.as_deref().map(in_use);
    for model in store.models().await? {
        if model.state == glim_store::ModelState::Filling {
            let (done, total) = store.embedded(model.number).await?;
            let by_platform = PlatformModel::of(&model).is_some();
            view.filling = Some(Filling {
                model: EmbeddingInUse {
                    platform: by_platform,
                    dimensions: model.dimensions,
                },
                done: done.min(total),
                total,
            });
        }
    }
    Ok(view)
}

fn in_use(served: &Served) -> EmbeddingInUse {
    EmbeddingInUse {
        platform: !served.by.is_local(),
        dimensions: u32::try_from(served.by.dimensions()).unwrap_or(u32::MAX),
    }
}

/// What it will cost to embed what is there by another model, as far as it has not been done before.
///
/// # Errors
/// `notOffered` when the platform in use has no such model.
pub async fn library_embedding_plan(
    app: &App,
    request: EmbeddingChoice,
) -> Result<EmbeddingPlan, UiError> {
    let store = app.store()?;
    let (name, dimensions) = match &request {
        EmbeddingChoice::Local => match app.load_model().map(Maker::Local) {
            Some(local) => (local.name(), u32::try_from(local.dimensions()).unwrap_or(0)),
            None => return Err(UiError::new(ErrorCode::NotOffered)),
        },
        EmbeddingChoice::Platform { dimensions } => {
            (platform_model(app, *dimensions).await?.name(), *dimensions)
        }
    };
    let known = store.known_model(&name, dimensions).await?;
    let number = known.map_or(-1, |model| model.number);
    let (mut texts, mut tokens, mut after) = (0_i64, Tokens::default(), 0);
    loop {
        let part = store.unembedded(number, after, COUNTED).await?;
        let Some((last, _)) = part.last() else {
            break;
        };
        after = *last;
        texts = texts.saturating_add(i64::try_from(part.len()).unwrap_or(0));
        for (_, text) in &part {
            tokens += price::tokens_of(text);
        }
    }
    let bytes = texts.saturating_mul(i64::from(dimensions) * 2);
    let connected = app.platform().await?;
    let estimate = match (&request, &connected) {
        (EmbeddingChoice::Platform { .. }, Some(platform)) => {
            Some(price::estimate(tokens, PLATFORM_MODEL, platform))
        }
        _ => None,
    };
    Ok(EmbeddingPlan {
        texts,
        bytes,
        estimate,
    })
}

/// Chooses the model. Its vectors are made behind what serves now, which serves until they are complete. Going back to the
/// model inside the app, or to the one that serves, ends the filling at once; vectors that were paid for are kept.
///
/// # Errors
/// `notOffered` when the platform in use has no such model.
pub async fn library_embedding_choose(
    app: &App,
    request: EmbeddingChoice,
) -> Result<EmbeddingView, UiError> {
    let model = match request {
        EmbeddingChoice::Local => None,
        EmbeddingChoice::Platform { dimensions } => {
            let model = platform_model(app, dimensions).await?;
            Some(KeptModel {
                at: model.at,
                dimensions,
            })
        }
    };
    change(app, |kept| kept.platform = model).await?;
    app.0.library.rechoose();
    library_embedding(app, ()).await
}

/// Tries at once what a failure has made wait.
pub async fn library_embedding_go_on(app: &App, (): ()) -> Result<(), UiError> {
    app.0.library.set_embedding_problem(None);
    app.0.library.wake();
    app.tell(AppEvent::EmbeddingChanged);
    Ok(())
}

/// Gives up vectors that were paid for and that nobody uses now; who comes back to their model pays again.
pub async fn library_embedding_forget(app: &App, request: i64) -> Result<EmbeddingView, UiError> {
    let store = app.store()?;
    store.drop_kept_vectors(request).await?;
    store.sweep_library().await?;
    app.tell(AppEvent::EmbeddingChanged);
    library_embedding(app, ()).await
}

/// Whether the platform puts the best hits of each search into a better order, for money.
///
/// # Errors
/// `notOffered` when the platform in use does not do that.
pub async fn library_rerank(app: &App, request: bool) -> Result<EmbeddingView, UiError> {
    let connected = app.platform().await?;
    if request && !connected.is_some_and(|platform| platform.has_knowledge()) {
        return Err(UiError::new(ErrorCode::NotOffered));
    }
    change(app, |kept| kept.rerank = request).await?;
    library_embedding(app, ()).await
}

async fn change(app: &App, change: impl FnOnce(&mut Kept)) -> Result<(), UiError> {
    let store = app.store()?;
    let kept = platform::read_row::<Kept>(&store, ROW).await?;
    let mut kept = kept.unwrap_or_default();
    change(&mut kept);
    store.set_setting(ROW, &kept, app.now_ms()).await?;
    app.tell(AppEvent::EmbeddingChanged);
    Ok(())
}

async fn platform_model(app: &App, dimensions: u32) -> Result<PlatformModel, UiError> {
    let connected = app.platform().await?;
    let at = connected
        .as_ref()
        .and_then(crate::settings::PlatformChoice::embeds_as);
    let Some(at) = at.filter(|_| DIMENSIONS.contains(&dimensions)) else {
        return Err(UiError::new(ErrorCode::NotOffered));
    };
    Ok(PlatformModel {
        at: at.to_owned(),
        dimensions,
    })
}
