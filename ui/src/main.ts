import "./kit/base.css";
import { flushSync, mount } from "svelte";
import App from "./App.svelte";
import { reportCrashes } from "$state/crashes";
import { start } from "$state/start.svelte";

performance.mark("script");
reportCrashes();
// Before anything is drawn: the answer comes meanwhile.
void start.begin();
const target = document.getElementById("app");
if (target === null) throw new Error("index.html has no #app");
mount(App, { target });
// Else WebKit lays the page out before the effects have run, and once more behind them.
flushSync();
