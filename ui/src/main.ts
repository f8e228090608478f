import "./kit/base.css";
import { mount } from "svelte";
import App from "./App.svelte";
import { reportCrashes } from "$state/crashes";

reportCrashes();
const target = document.getElementById("app");
if (target === null) throw new Error("index.html has no #app");
mount(App, { target });
