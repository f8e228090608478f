import type { AppEvent } from "./generated/index";
import { host } from "./hosts";

type Listener = (event: AppEvent) => void;

const listeners = new Set<Listener>();
let listening = false;

/** Hears every app event until the returned function is called. One line to the host serves all listeners. */
export function onAppEvent(listener: Listener): () => void {
  listeners.add(listener);
  if (!listening) {
    listening = true;
    host().listen((event) => {
      for (const each of [...listeners]) each(event);
    });
  }
  return () => {
    listeners.delete(listener);
  };
}
