import "./app.css";
import { mount } from "svelte";
import App from "./App.svelte";
import { build } from "./lib/build.svelte";
import { pruned } from "./lib/evidence/kept";

const target = document.getElementById("app");
if (target === null) throw new Error("index.html has no #app");
mount(App, { target });
void build.begin();
void pruned(); // Whoever comes here: files of people who do not come back lie no longer than is said.
