import { t } from "$i18n/t.svelte";

/**
 * What a screen reader hears of the queue: that there is more to do, what failed, and once that all has ended. Jobs that
 * end while others go on are not told one by one.
 */
export class Announcing {
  said = $state("");
  #open = 0;
  #failed = 0;

  /** The queue has so many jobs that go on and so many that failed. */
  look(open: number, failed: number): void {
    const news = [
      failed > this.#failed ? t("studio.failedJobs", { count: failed }) : "",
      open > this.#open ? t("studio.running", { count: open }) : "",
      open === 0 && this.#open > 0 ? t("studio.queue.ended") : "",
    ].filter((each) => each !== "");
    this.#open = open;
    this.#failed = failed;
    if (news.length > 0) this.said = news.join(" ");
  }
}
