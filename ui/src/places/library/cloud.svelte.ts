import { call, errorOf } from "$wire/call";
import { watchCommand } from "$wire/watch";
import type {
  CloudBase,
  CloudBases,
  CloudDocuments,
  CloudHit,
  CloudSend,
  CloudSending,
  CloudSendPlan,
  CloudSent,
  CollectionId,
  ListCloudDocuments,
  UiError,
} from "$wire/generated/index";

/** Passages of one search. */
const HITS = 8;
/** How often documents are looked at while the platform works on them. */
const LOOK_MS = 3000;

/** The pages of a base's sheet. */
export type CloudPage = "documents" | "search" | "send";

/** The platform's knowledge bases. Nothing is asked before the person opens the list: the platform is not this machine. */
class Cloud {
  expanded = $state(false);
  bases = $state.raw<CloudBases | null>(null);
  problem = $state.raw<UiError | null>(null);
  creating = $state(false);
  /** The base whose sheet is open. */
  open = $state.raw<CloudBase | null>(null);
  page = $state<CloudPage>("documents");
  documents = $state.raw<CloudDocuments | null>(null);
  documentPage = $state(1);
  /** What a press in the sheet came to, if it failed. */
  failure = $state.raw<UiError | null>(null);
  hits = $state.raw<CloudHit[] | null>(null);
  searching = $state(false);
  plan = $state.raw<CloudSendPlan | null>(null);
  progress = $state.raw<CloudSending | null>(null);
  sent = $state.raw<CloudSent | null>(null);
  deleting = $state(false);
  #stop: (() => void) | null = null;

  toggle(): void {
    this.expanded = !this.expanded;
    if (this.expanded) void this.load();
  }

  async load(): Promise<void> {
    try {
      this.bases = await call("library_cloud");
      this.problem = null;
      const open = this.open;
      if (open !== null) this.open = this.bases.bases.find((base) => base.id === open.id) ?? null;
    } catch (thrown) {
      this.problem = errorOf(thrown);
    }
  }

  async create(name: string): Promise<void> {
    this.creating = false;
    try {
      const made = await call("library_cloud_create", { name, description: "" });
      await this.load();
      this.show(made);
    } catch (thrown) {
      this.problem = errorOf(thrown);
    }
  }

  show(base: CloudBase): void {
    this.open = base;
    this.page = "documents";
    this.documentPage = 1;
    this.documents = this.hits = this.plan = this.sent = this.failure = null;
    this.deleting = false;
    void this.look();
  }

  close(): void {
    this.stop();
    this.open = null;
  }

  /** Asks how far the documents are; says whether the platform is still at work. */
  async look(): Promise<boolean> {
    const base = this.open;
    if (base === null) return false;
    try {
      const request: ListCloudDocuments = { base: base.id, page: this.documentPage, word: null };
      const documents = await call("library_cloud_documents", request);
      if (this.open?.id === base.id) this.documents = documents;
      return documents.documents.some((each) => each.state === "working");
    } catch (thrown) {
      this.failure = errorOf(thrown);
      return false;
    }
  }

  /** Looks again and again while something is worked on; returns how to end it. */
  follow(): () => void {
    let timer: ReturnType<typeof setTimeout>;
    const again = async () => {
      await this.look();
      timer = setTimeout(() => void again(), LOOK_MS);
    };
    timer = setTimeout(() => void again(), LOOK_MS);
    return () => {
      clearTimeout(timer);
    };
  }

  async turn(step: number): Promise<void> {
    this.documentPage = Math.max(1, this.documentPage + step);
    await this.look();
  }

  async deleteDocument(id: string): Promise<void> {
    await this.#do(() => call("library_cloud_document_delete", id));
    await this.look();
    await this.load();
  }

  async deleteBase(): Promise<void> {
    const base = this.open;
    if (base === null) return;
    if (await this.#do(() => call("library_cloud_delete", base.id))) this.close();
    await this.load();
  }

  async search(query: string): Promise<void> {
    const base = this.open;
    if (base === null || query.trim() === "") return;
    this.searching = true;
    const request = { bases: [base.id], query, limit: HITS, rerank: false };
    await this.#do(async () => {
      this.hits = await call("library_cloud_search", request);
    });
    this.searching = false;
  }

  async prepare(collection: CollectionId): Promise<void> {
    this.plan = this.sent = null;
    const request = this.#sendOf(collection);
    if (request === null) return;
    await this.#do(async () => {
      this.plan = await call("library_cloud_send_plan", request);
    });
  }

  /** Sends what was prepared. Stopping ends it between two files. */
  send(collection: CollectionId): void {
    const request = this.#sendOf(collection);
    if (request === null) return;
    this.failure = null;
    const running = watchCommand("library_cloud_send", request, (progress) => {
      this.progress = progress;
    });
    this.#stop = () => {
      running.stop();
    };
    void running.ended
      .then(
        (sent) => {
          this.sent = sent ?? null;
        },
        (thrown: unknown) => {
          this.failure = errorOf(thrown);
        },
      )
      .finally(() => {
        this.progress = this.plan = null;
        this.#stop = null;
        void this.look();
        void this.load();
      });
  }

  stop(): void {
    this.#stop?.();
  }

  #sendOf(collection: CollectionId): CloudSend | null {
    return this.open === null ? null : { base: this.open.id, sources: [], collection };
  }

  async #do(work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
      this.failure = null;
      return true;
    } catch (thrown) {
      this.failure = errorOf(thrown);
      return false;
    }
  }
}

/** The cloud collections of the window. */
export const cloud = new Cloud();
