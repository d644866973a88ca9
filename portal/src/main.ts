import "./app.css";
import { mount } from "svelte";
import App from "./App.svelte";
import { build } from "./lib/build.svelte";

const target = document.getElementById("app");
if (target === null) throw new Error("index.html has no #app");
mount(App, { target });
void build.begin();
