import { call, errorOf } from "$wire/call";
import { onAppEvent } from "$wire/events";
import type { AddProgress, AddReport, CollectionId, Ticket, UiError } from "$wire/generated/index";
import { watchCommand } from "$wire/watch";

/** Where dropped files go. */
export type Target =
  { kind: "none" } | { kind: "collection"; id: CollectionId } | { kind: "new"; name: string };

/** How far dropped files have come. */
export type DropPhase =
  | { kind: "choosing" }
  | { kind: "adding"; progress: AddProgress | null }
  | { kind: "done"; report: AddReport; collection: CollectionId | null }
  | { kind: "failed"; problem: UiError };

/** Files that were dropped on the window or picked, one ticket after the other, and what becomes of them. */
class Dropped {
  /** So many files are held over the window. */
  hovering = $state(0);
  phase = $state.raw<DropPhase>({ kind: "choosing" });
  /** The dialog of the host could not be shown. */
  problem = $state.raw<UiError | null>(null);
  #waiting = $state.raw<readonly Ticket[]>([]);
  /** The open place takes what falls on it. */
  #diverted: ((ticket: Ticket) => void) | null = null;

  /** What is asked about now. */
  get ticket(): Ticket | null {
    return this.#waiting[0] ?? null;
  }

  /** Starts to hear of files; returns how to stop. */
  follow(): () => void {
    return onAppEvent((event) => {
      if (event.kind === "filesHover") this.hovering = event.count;
      else if (event.kind === "filesDropped") this.#fell(event.ticket);
    });
  }

  /** Gives files that fall on the window to the open place; returns how to stop. */
  divert(taker: (ticket: Ticket) => void): () => void {
    this.#diverted = taker;
    return () => {
      if (this.#diverted === taker) this.#diverted = null;
    };
  }

  /** Asks about files; they wait behind those that are asked about already. */
  take(ticket: Ticket): void {
    this.hovering = 0;
    if (ticket.count === 0) return;
    this.#waiting = [...this.#waiting, ticket];
  }

  #fell(ticket: Ticket): void {
    this.hovering = 0;
    if (this.#diverted === null || ticket.count === 0) this.take(ticket);
    else this.#diverted(ticket);
  }

  /** Lets a person choose files or a folder. */
  async pick(folder: boolean): Promise<void> {
    try {
      const ticket = await call("library_pick", { folder });
      this.problem = null;
      if (ticket !== null) this.take(ticket);
    } catch (thrown) {
      this.problem = errorOf(thrown);
    }
  }

  /** Adds what is asked about. A ticket is good for one try: what failed has to be dropped again. */
  async add(target: Target): Promise<void> {
    const { ticket } = this;
    if (ticket === null) return;
    this.phase = { kind: "adding", progress: null };
    try {
      const collection = await collectionOf(target);
      const request = { ticket: ticket.ticket, collection };
      const report = await watchCommand("library_add", request, (progress) => {
        if (this.phase.kind === "adding") this.phase = { kind: "adding", progress };
      }).ended;
      if (report !== undefined) this.phase = { kind: "done", report, collection };
    } catch (thrown) {
      this.phase = { kind: "failed", problem: errorOf(thrown) };
    }
  }

  /** This one is done with, or not wanted. */
  next(): void {
    this.#waiting = this.#waiting.slice(1);
    this.phase = { kind: "choosing" };
  }
}

async function collectionOf(target: Target): Promise<CollectionId | null> {
  if (target.kind === "none") return null;
  if (target.kind === "collection") return target.id;
  return (await call("library_collection_create", { name: target.name })).id;
}

/** The files that were dropped on the window. */
export const dropped = new Dropped();
