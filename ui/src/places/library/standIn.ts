import type { Host } from "$wire/host";
import { setHost } from "$wire/hosts";
import type { Source, SourceId, SourceView, Stage, Statistics } from "$wire/generated/index";

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

  count(name: string): number {
    return this.calls.filter((each) => each.name === name).length;
  }
}

export function row(name: string, stage: Stage = "ready", more: Partial<Source> = {}): SourceView {
  const source: Source = {
    id: name as SourceId,
    number: 1,
    name,
    kind: "text",
    bytes: 10,
    modifiedMs: 1,
    addedMs: 1,
    deletedMs: null,
    stage,
    reason: null,
    reasonParams: null,
    attempts: 0,
    done: 0,
    total: 0,
    passages: 1,
    chunks: 1,
    details: null,
    searchable: stage === "ready",
    ...more,
  };
  return { source, collections: [] };
}

export function statistics(sources: number): Statistics {
  return {
    sources,
    bytes: 0,
    textBytes: 0,
    passages: 0,
    chunks: 0,
    waiting: 0,
    working: 0,
    ready: sources,
    failed: 0,
    noText: 0,
    skipped: 0,
  };
}
