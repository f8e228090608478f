import type { Host } from "$wire/host";
import { setHost } from "$wire/hosts";
import type {
  ArtifactId,
  FormView,
  GalleryRow,
  JobId,
  JobState,
  JobView,
  ModeView,
} from "$wire/generated/index";

/** A backend for the tests of this place's state: each command answers with what the test gave it. */
export class StandIn {
  readonly calls: { name: string; request: unknown }[] = [];
  readonly answers = new Map<string, (request: never) => unknown>();

  constructor() {
    const host: Host = {
      call: async (name, request) => {
        this.calls.push({ name, request });
        const answer = this.answers.get(name);
        if (answer === undefined) throw { code: "internal", params: { command: name } };
        return await Promise.resolve(answer(request as never));
      },
      watch: () => Promise.resolve(null),
      listen: () => () => undefined,
    };
    setHost(host);
  }

  requests(name: string): unknown[] {
    return this.calls.filter((each) => each.name === name).map((each) => each.request);
  }
}

/** A row of four pictures. */
export function row(number: number, height = 100): GalleryRow {
  return {
    top: number * height,
    height: height - 6,
    first: number * 4,
    items: [0, 1, 2, 3].map((at) => ({
      id: `a${String(number * 4 + at)}` as ArtifactId,
      left: at * 100,
      width: 94,
      kind: "image",
      thumb: null,
      thumbhash: null,
      favourite: false,
      durationMs: null,
      prompt: "",
      pixelWidth: 1024,
      pixelHeight: 1024,
    })),
  };
}

export function way(mode: string, part: Partial<ModeView> = {}): ModeView {
  return {
    mode,
    prompt: { required: mode === "text", longest: null },
    parameters: [],
    pictures: null,
    price: null,
    ...part,
  };
}

export function form(model: string, kind: FormView["kind"], modes: ModeView[]): FormView {
  return {
    model,
    title: model,
    kind,
    modes,
    linkSeconds: 1,
    asynchronous: true,
    usable: true,
  };
}

export function job(id: string, state: JobState, part: Partial<JobView> = {}): JobView {
  const ended = ["done", "failed", "cancelled", "unknown"].includes(state);
  return {
    id: id as JobId,
    batch: "b" as JobView["batch"],
    position: 0,
    kind: "image",
    mode: "text",
    model: "cogview-4",
    prompt: id,
    parameters: {},
    inputs: [],
    state,
    error: null,
    tries: 0,
    dueMs: 0,
    estimate: null,
    cost: null,
    askedMs: Date.now(),
    submittedMs: null,
    finishedMs: ended ? Date.now() : null,
    retryOf: null,
    request: id,
    artifacts: [],
    ...part,
  };
}
