import "../base.css";
import { mount } from "svelte";
import Catalogue from "./Catalogue.svelte";

const target = document.getElementById("app");
if (target === null) throw new Error("catalogue.html has no #app");
mount(Catalogue, { target });
