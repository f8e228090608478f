import { Channel, invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import type { AppEvent } from "./generated/index";
import type { Host } from "./host";

/** The backend inside the app. The only file that may know Tauri. */
export function tauriHost(): Host {
  return {
    call: (name, request) => invoke(name, { request }),

    watch: async (name, request, onEvent, signal) => {
      const events = new Channel<unknown>();
      // A channel cannot be closed from here: after the abort what still comes is dropped.
      events.onmessage = (event) => {
        if (!signal.aborted) onEvent(event);
      };
      return await invoke(name, { request, events });
    },

    listen: (onEvent) => {
      const stopping = listen<AppEvent>("app-event", (event) => {
        onEvent(event.payload);
      });
      return () => {
        void stopping.then((stop) => {
          stop();
        });
      };
    },
  };
}
