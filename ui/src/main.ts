import "./kit/base.css";
import { mount } from "svelte";
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
