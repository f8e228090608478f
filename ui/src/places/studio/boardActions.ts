import { t } from "$i18n/t.svelte";
import { toasts } from "$kit/toasts.svelte";
import { call } from "$wire/call";
import type { ArtifactId, BoardId, BoardView } from "$wire/generated/index";
import { done } from "$made/done";
import { studio } from "./studio.svelte";

/** The most letters a name of a board or tag has. */
export const NAME_LENGTH = 100;

/** Shows a board, or all. */
export function openBoard(board: BoardId | null): void {
  if (studio.gallery.narrowing.deleted) studio.gallery.narrow({ deleted: false });
  studio.show({ board, artifact: null });
}

/** Shows what was deleted. */
export function openDeleted(): void {
  studio.show({ board: null, artifact: null });
  studio.gallery.narrow({ deleted: true });
}

/** Makes a board, and opens it when nothing is put on it yet. */
export async function createBoard(name: string, artifacts: readonly ArtifactId[]): Promise<void> {
  await done(async () => {
    const board = await call("studio_board_create", { name, artifacts: [...artifacts] });
    await studio.gallery.count();
    if (artifacts.length === 0) openBoard(board.id);
    else toasts.show(t("studio.board.put", { count: artifacts.length, name: board.name }));
  });
}

export async function renameBoard(board: BoardId, name: string): Promise<void> {
  if (await done(() => call("studio_board_rename", { board, name }))) await studio.gallery.count();
}

/** Deletes a board; what is on it stays. */
export async function deleteBoard(board: BoardView): Promise<void> {
  if (!(await done(() => call("studio_board_delete", board.id)))) return;
  if (studio.board === board.id) openBoard(null);
  await studio.gallery.count();
  toasts.show(t("studio.board.deleted", { name: board.name }), {
    action: {
      label: t("common.undo"),
      run: () =>
        void done(async () => {
          await call("studio_board_restore", board.id);
          await studio.gallery.count();
        }),
    },
  });
}

export async function putOn(board: BoardView, artifacts: readonly ArtifactId[]): Promise<void> {
  const request = { board: board.id, artifacts: [...artifacts] };
  if (!(await done(() => call("studio_board_put", request)))) return;
  await studio.gallery.count();
  toasts.show(t("studio.board.put", { count: artifacts.length, name: board.name }));
}

export async function takeOff(board: BoardId, artifacts: readonly ArtifactId[]): Promise<void> {
  const request = { board, artifacts: [...artifacts] };
  if (!(await done(() => call("studio_board_take_off", request)))) return;
  studio.gallery.drop(artifacts);
  await studio.gallery.reload();
  toasts.show(t("studio.board.taken", { count: artifacts.length }), {
    action: {
      label: t("common.undo"),
      run: () =>
        void done(async () => {
          await call("studio_board_put", request);
          await studio.gallery.reload();
        }),
    },
  });
}

export async function setTags(
  artifacts: readonly ArtifactId[],
  add: readonly string[],
  remove: readonly string[],
): Promise<void> {
  const request = { artifacts: [...artifacts], add: [...add], remove: [...remove] };
  if (await done(() => call("studio_tag", request))) await studio.gallery.reload();
}
