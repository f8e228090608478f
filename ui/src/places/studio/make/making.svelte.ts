import { call, errorOf } from "$wire/call";
import type {
  ArtifactId,
  ArtifactView,
  AskStudio,
  FormProblem,
  FormView,
  InputRole,
  MediaKind,
  ModeView,
  StudioEstimate,
  TakeInput,
  TakenInput,
  UiError,
} from "$wire/generated/index";
import { Repeated } from "$lib/repeated";
import { keepDraft, keptDraft } from "$state/studio/draft";
import { freeRole, placed, refitted, type Slot } from "./slots";
import { fitting, type Values } from "$state/studio/values";

const ESTIMATE_MS = 200;
/** So many results are asked for at once at most. */
export const MOST_RESULTS = 4;
/** What stands for an empty field is said only once somebody tried to go on without it. */
const MISSING = ["promptMissing", "pictureCount"];

/** What the form at the side is filled with. */
export class Making {
  forms = $state.raw<readonly FormView[]>([]);
  ready = $state(false);
  problem = $state.raw<UiError | null>(null);
  kind = $state<MediaKind>("image");
  prompt = $state("");
  /** The model chosen for each kind. */
  models = $state.raw<Partial<Record<MediaKind, string>>>({});
  mode = $state<string | null>(null);
  values = $state.raw<Values>({});
  inputs = $state.raw<readonly Slot[]>([]);
  count = $state(1);
  estimate = $state.raw<StudioEstimate | null>(null);
  asking = $state(false);
  /** The person pressed the button while something was missing. */
  tried = $state(false);
  /** Why the last press did not ask. */
  refusal = $state.raw<UiError | null>(null);
  /** Files that could not be started from. */
  refused = $state.raw<readonly (readonly [string, string])[]>([]);
  /** Counts up when the prompt is to get the focus. */
  focused = $state(0);

  readonly #estimating = new Repeated(ESTIMATE_MS, () => this.#estimate());

  constructor() {
    const draft = keptDraft();
    this.kind = draft.kind;
    this.prompt = draft.prompt;
    this.models = draft.models;
    this.mode = draft.mode;
    this.values = draft.values;
    this.count = draft.count;
  }

  /** Models of the kind, in the order of the table. */
  get offered(): readonly FormView[] {
    return this.forms.filter((form) => form.kind === this.kind);
  }

  get form(): FormView | null {
    const chosen = this.offered.find((form) => form.model === this.models[this.kind]);
    return chosen ?? this.offered.find((form) => form.usable) ?? this.offered[0] ?? null;
  }

  get way(): ModeView | null {
    const modes = this.form?.modes ?? [];
    return modes.find((each) => each.mode === this.mode) ?? modes[0] ?? null;
  }

  /** What keeps it from being asked, as far as it is to be said now. */
  get problems(): readonly FormProblem[] {
    const all = this.estimate?.problems ?? [];
    return this.tried ? all : all.filter((problem) => !MISSING.includes(problem.code));
  }

  /** The problem of one field. */
  problemOf(parameter: string): FormProblem | undefined {
    return this.problems.find((problem) => problem.parameter === parameter);
  }

  async load(): Promise<void> {
    try {
      this.forms = await call("studio_forms");
      this.problem = null;
    } catch (thrown) {
      this.problem = errorOf(thrown);
    }
    this.ready = true;
    this.changed();
  }

  /** Something in the form is another: its cost is asked, and the draft kept. */
  changed(): void {
    const { kind, prompt, models, mode, values, count } = this;
    keepDraft({ kind, prompt, models, mode, values, count });
    this.#estimating.soon();
  }

  stop(): void {
    this.#estimating.stop();
  }

  setKind(kind: MediaKind): void {
    this.kind = kind;
    this.mode = null;
    this.#settle();
  }

  setModel(model: string): void {
    const form = this.forms.find((each) => each.model === model);
    if (form === undefined) return;
    this.kind = form.kind;
    this.models = { ...this.models, [form.kind]: model };
    if (!form.modes.some((each) => each.mode === this.mode)) this.mode = null;
    this.#settle();
  }

  setMode(mode: string): void {
    this.mode = mode;
    this.#settle();
  }

  /** `undefined` leaves it to the platform. */
  set(name: string, value: unknown): void {
    const rest = Object.entries(this.values).filter(([each]) => each !== name);
    this.values = Object.fromEntries(value === undefined ? rest : [...rest, [name, value]]);
    this.changed();
  }

  /** Takes pictures to start from; without a role into the first slots that are free. */
  async take(what: TakeInput, role?: InputRole): Promise<void> {
    try {
      const { inputs, refused } = await call("studio_input", what);
      this.refused = refused;
      for (const input of inputs) this.#place(input, role);
    } catch (thrown) {
      this.refusal = errorOf(thrown);
    }
    this.changed();
  }

  drop(slot: Slot): void {
    this.inputs = this.inputs.filter((each) => each !== slot);
    this.changed();
  }

  /** Goes to a way of a model that starts from pictures, and starts from this one. */
  async startFrom(id: ArtifactId, role: InputRole, kind: MediaKind): Promise<void> {
    this.#wayFor(role, kind);
    await this.take({ kind: "artifact", id }, role);
    this.focused += 1;
  }

  /** The form as it was when this was made. */
  remix(artifact: ArtifactView, inputs: readonly Slot[] = []): void {
    const { kind, model, mode, prompt, parameters } = artifact;
    if (model !== null) this.setModel(model);
    else this.setKind(kind);
    this.mode = mode;
    this.prompt = prompt;
    this.inputs = inputs;
    this.values = { ...parameters };
    this.#settle();
    this.focused += 1;
  }

  /** Asks. True when the jobs are on their way. */
  async ask(): Promise<boolean> {
    if (this.asking) return false;
    this.asking = true;
    this.tried = true;
    this.refusal = null;
    try {
      await this.#estimating.now();
      if ((this.estimate?.problems.length ?? 0) > 0) return false;
      const request = this.#request();
      if (request === null) return false;
      await call("studio_ask", request);
      this.tried = false;
      return true;
    } catch (thrown) {
      this.refusal = errorOf(thrown);
      return false;
    } finally {
      this.asking = false;
    }
  }

  #wayFor(role: InputRole, kind: MediaKind): void {
    const takes = (form: FormView): ModeView | undefined =>
      form.modes.find((each) => each.pictures?.roles.includes(role) ?? false);
    const now = this.form;
    if (now?.kind === kind && this.way?.pictures?.roles.includes(role)) return;
    const inForm = now?.kind === kind ? takes(now) : undefined;
    const form = inForm
      ? now
      : this.forms.find((each) => each.kind === kind && each.usable && takes(each));
    if (!form) return;
    this.setModel(form.model);
    this.setMode(takes(form)?.mode ?? "");
  }

  #place(input: TakenInput, wanted?: InputRole): void {
    const rule = this.way?.pictures;
    if (rule == null) return;
    const role = wanted ?? freeRole(rule, this.inputs) ?? rule.roles.at(-1);
    if (role === undefined || !rule.roles.includes(role)) return;
    this.inputs = placed([...this.inputs, { ...input, role }], rule);
  }

  /** What the form has no place for is dropped; what fits stays. */
  #settle(): void {
    const { way } = this;
    if (way !== null) {
      this.values = fitting(this.values, way.parameters);
      this.inputs = way.pictures === null ? [] : refitted(this.inputs, way.pictures);
    }
    this.tried = false;
    this.changed();
  }

  #request(): AskStudio | null {
    const { form, way, prompt, values, inputs, count } = this;
    if (form === null || way === null) return null;
    return {
      model: form.model,
      mode: way.mode,
      prompt: prompt.trim(),
      parameters: values as AskStudio["parameters"],
      inputs: inputs.map(({ role, file, artifact }) => ({ role, file, artifact })),
      count,
      message: null,
    };
  }

  async #estimate(): Promise<void> {
    const request = this.#request();
    if (request === null) return;
    try {
      this.estimate = await call("studio_estimate", request);
    } catch (thrown) {
      // Asking says the same once more if it is not over by then.
      this.estimate = null;
      this.refusal = errorOf(thrown);
    }
  }
}
