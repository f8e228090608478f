import { t } from "$i18n/t.svelte";
import { toasts } from "$kit/toasts.svelte";
import { call } from "$wire/call";
import type { InputRole, Ticket } from "$wire/generated/index";
import { done } from "$made/done";
import { studio } from "./studio.svelte";

/** Lets a person choose pictures and videos for the gallery. */
export async function importFiles(): Promise<void> {
  await done(async () => {
    const ticket = await call("library_pick", { folder: false });
    if (ticket !== null) await importTicket(ticket);
  });
}

/** Takes files that were handed in into the gallery. */
export async function importTicket(ticket: Ticket): Promise<void> {
  await done(async () => {
    const report = await call("studio_import", { ticket: ticket.ticket, board: studio.board });
    const { artifacts, refused } = report;
    await studio.gallery.reload();
    if (artifacts.length > 0) {
      toasts.show(t("studio.imported", { count: artifacts.length }), { kind: "success" });
    }
    for (const { name, why } of refused.slice(0, 2)) {
      toasts.show(t("studio.inputs.refused", { name, why: t(`studio.refused.${why}`) }), {
        kind: "danger",
      });
    }
  });
}

/** Lets a person choose pictures to start from. */
export async function pickInput(role: InputRole): Promise<void> {
  await done(async () => {
    const ticket = await call("library_pick", { folder: false });
    if (ticket === null) return;
    await studio.making.take({ kind: "ticket", ticket: ticket.ticket }, role);
  });
}
