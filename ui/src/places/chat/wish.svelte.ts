import type { SlashWord } from "$lib/text/slash";
import { keptDraft } from "$state/studio/draft";
import { fitting, type Values } from "$state/studio/values";
import { call, errorOf } from "$wire/call";
import type {
  AskStudio,
  FormProblem,
  FormView,
  MediaKind,
  ModeView,
  StudioEstimate,
  UiError,
} from "$wire/generated/index";

/** So many pictures are asked for at once at most. */
export const MOST_PICTURES = 4;

/** The way of a model that needs nothing but words: a conversation has no pictures to start from. */
function wayByWords(form: FormView): ModeView | undefined {
  return form.modes.find(({ pictures }) => pictures === null);
}

/** The picture or video that the next question asks for, if it asks for one. */
export class Wish {
  kind = $state<SlashWord | null>(null);
  count = $state(1);
  forms = $state.raw<readonly FormView[]>([]);
  ready = $state(false);
  /** Why the models are not known. */
  problem = $state.raw<UiError | null>(null);
  estimate = $state.raw<StudioEstimate | null>(null);
  /** Models that were chosen here. */
  #chosen = $state.raw<Partial<Record<MediaKind, string>>>({});
  /** The form of the studio as it was when the wish was begun. */
  #studio = $state.raw(keptDraft());
  #turn = 0;

  /** Models of the platform in use that make it from words alone, in the order of the table. */
  get offered(): readonly FormView[] {
    return this.forms.filter(
      (form) => form.kind === this.kind && form.usable && wayByWords(form) !== undefined,
    );
  }

  /** The model that will be asked: the one chosen here, else the one last used in the studio. */
  get form(): FormView | null {
    const { kind, offered } = this;
    if (kind === null) return null;
    const named = (model: string | undefined): FormView | undefined =>
      offered.find((form) => form.model === model);
    return named(this.#chosen[kind]) ?? named(this.#studio.models[kind]) ?? offered[0] ?? null;
  }

  /** What is chosen for that model in the studio; for another one what the platform takes. */
  get values(): Values {
    const { kind, form } = this;
    const way = form === null ? undefined : wayByWords(form);
    if (form === null || way === undefined || this.#studio.kind !== kind) return {};
    const used = this.#studio.models[kind] ?? form.model;
    return used === form.model ? fitting(this.#studio.values, way.parameters) : {};
  }

  /** What keeps this text from being asked for; that there is none yet is no fault. */
  problemOf(text: string): FormProblem | null {
    const longest = this.form === null ? null : (wayByWords(this.form)?.prompt.longest ?? null);
    const wanted = text.trim();
    // Counted as characters only where that can matter: a text of megabytes is typed into as well.
    if (longest !== null && wanted.length > longest) {
      if (wanted.length > longest * 2 || [...wanted].length > longest)
        return { code: "promptTooLong", parameter: "prompt", params: {} };
    }
    return this.estimate?.problems.find(({ parameter }) => parameter !== "prompt") ?? null;
  }

  /** Whether this text can be asked for. */
  takes(text: string): boolean {
    return this.form !== null && text.trim() !== "" && this.problemOf(text) === null;
  }

  /** The next question asks for one. */
  begin(kind: SlashWord): void {
    this.kind = kind;
    this.count = 1;
    this.#studio = keptDraft();
    this.estimate = null;
    if (this.ready && this.problem === null) void this.#estimate();
    else void this.load();
  }

  /** It asks for words. */
  leave(): void {
    this.kind = null;
    this.estimate = null;
  }

  choose(model: string): void {
    if (this.kind === null) return;
    this.#chosen = { ...this.#chosen, [this.kind]: model };
    this.estimate = null;
    void this.#estimate();
  }

  setCount(count: number): void {
    this.count = count;
    void this.#estimate();
  }

  /** Asks which models there are. */
  async load(): Promise<void> {
    try {
      this.forms = await call("studio_forms");
      this.problem = null;
    } catch (thrown) {
      this.problem = errorOf(thrown);
    }
    this.ready = true;
    await this.#estimate();
  }

  /** The platform or its key is another: what is known is asked for again, if it ever was. */
  changed(): void {
    if (this.ready) void this.load();
  }

  request(text: string): AskStudio | null {
    const { form, kind } = this;
    const way = form === null ? undefined : wayByWords(form);
    if (form === null || way === undefined) return null;
    return {
      model: form.model,
      mode: way.mode,
      prompt: text.trim(),
      parameters: this.values as AskStudio["parameters"],
      inputs: [],
      count: kind === "image" ? this.count : 1,
      message: null,
    };
  }

  /** What it costs follows from the form; the words are held against its rules here, and by the backend when it is asked. */
  async #estimate(): Promise<void> {
    const request = this.request("");
    const turn = ++this.#turn;
    if (request === null) return;
    try {
      const estimate = await call("studio_estimate", request);
      if (turn === this.#turn) this.estimate = estimate;
    } catch (thrown) {
      // Without it no cost is said; asking says what is wrong.
      reportError(thrown);
    }
  }
}
