// One browser for a scenario: signing in, pictures of screens in two sizes, accessibility by axe.
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
export const facts = JSON.parse(readFileSync(process.argv[2], "utf8"));
const desktop = { width: 1366, height: 768 };
const phone = { width: 390, height: 844 };

export function check(holds, what) {
  console.log(`  ${holds ? "ĐÚNG" : "SAI "}  ${what}`);
  if (!holds) throw new Error(what);
}

// What was looked at and by whom, by address: drawn once more in English when the scenario is over, so that
// nothing of it is disturbed.
const shown = new Map();
async function remember(page, name) {
  const path = await page.evaluate(() => (document.documentElement.lang === "en" ? null : location.pathname + location.search));
  if (path === null) return;
  // A line to the node that the scenario makes itself is gone by then.
  const address = new URL(path, page.home ?? page.url()).href;
  const token = await page.evaluate(() => sessionStorage.getItem("parnet.token"));
  shown.set(`${token} ${address}`, { context: page.context(), address, token, name });
}

/** Pictures in English, in which the page does not scroll sideways either. */
async function inEnglish({ context, address, token, name }) {
  const page = await context.newPage();
  await page.addInitScript((kept) => {
    if (kept !== null) sessionStorage.setItem("parnet.token", kept);
    const get = Storage.prototype.getItem;
    Storage.prototype.getItem = function (key) {
      return key === "parnet.language" ? "en" : get.call(this, key);
    };
  }, token);
  await page.goto(address);
  await page.locator("h1").first().waitFor();
  await page.waitForFunction(() => ![...document.querySelectorAll("[role=status]")].some((one) => one.textContent === "Loading…"));
  await drawn(page);
  await picture(page, `${name}-in-english`);
  await page.close();
}

export async function withBrowser(run) {
  const browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync"],
  });
  try {
    await run(browser);
    const open = new Set(browser.contexts());
    for (const one of shown.values()) if (open.has(one.context)) await inEnglish(one);
  } catch (error) {
    // What a person would have seen.
    let i = 0;
    for (const context of browser.contexts()) {
      for (const page of context.pages()) await page.screenshot({ path: join(facts.pictures, `failed-${++i}.png`), fullPage: true });
    }
    throw error;
  } finally {
    await browser.close();
  }
}

/** A browser of its own for a person, at the portal of a node; what the page writes to its console as an error fails the scenario.
    With `worker` the portal keeps its pages in the browser, as it does for people; with `strangers` servers of
    the test's own authority are visited, too. PARNET_COLORS=dark: with dark colours. */
export async function visitor(browser, node, { worker = false, strangers = false } = {}) {
  const context = await browser.newContext({
    viewport: desktop, locale: "vi-VN", timezoneId: "Asia/Ho_Chi_Minh", baseURL: facts.portals[node],
    serviceWorkers: worker ? "allow" : "block", ignoreHTTPSErrors: strangers, colorScheme: process.env.PARNET_COLORS ?? "light",
  });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  page.faults = [];
  page.home = facts.portals[node];
  page.on("pageerror", (error) => page.faults.push(String(error)));
  page.on("console", (said) => {
    if (said.text().includes("Content Security Policy")) page.faults.push(said.text());
  });
  return page;
}

/** Does to a node's process what a power cut does ("stop") or starts it again ("start"). */
export async function power(verb, node) {
  console.log(`@${verb} ${node}`);
  await once(process.stdin.resume(), "data");
  process.stdin.pause();
}

/** Made anew for each request that changes something. */
export const requestId = () => Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("base64");

/** A question of a service, asked with somebody's access token beside the browser. */
export async function ask(node, account, method, message) {
  const answer = await fetch(`${facts.portals[node]}/${method}`, {
    method: "POST", body: JSON.stringify(message),
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${facts.tokens[account]}` },
  });
  if (!answer.ok) throw new Error(`${method}: ${await answer.text()}`);
  return answer.json();
}

export async function signIn(page, account) {
  await page.goto("/");
  await page.getByRole("button", { name: "Mã truy cập" }).click();
  await page.getByLabel("Mã truy cập của tài khoản").fill(facts.tokens[account]);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: /^Xin chào/ }).waitFor();
}

/** What has come is on the screen. */
export const drawn = (page) => page.evaluate(() => new Promise(requestAnimationFrame).then(() => new Promise(requestAnimationFrame)));

// The whole page; while a question is open the window, which is all that a person then sees.
async function picture(page, name) {
  const asked = (await page.locator("dialog:modal").count()) > 0;
  for (const [size, viewport] of [["desktop", desktop], ["phone", phone]]) {
    await page.setViewportSize(viewport);
    await page.screenshot({ path: join(facts.pictures, `${name}-${size}.png`), fullPage: !asked });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    check(wide <= 0, `${name}: ${size} không phải kéo ngang cả trang${wide > 0 ? ` (${wide})` : ""}`);
  }
  await page.setViewportSize(desktop);
}

/** Looks at the screen as it is: no violation of WCAG 2.2 AA, and a picture in each size, in which the
 *  page does not scroll sideways. */
export async function look(page, name) {
  await picture(page, name);
  await remember(page, name);
  await page.evaluate(axe);
  const found = await page.evaluate(() =>
    // eslint-disable-next-line no-undef
    axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
  const told = found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(" ")).slice(0, 3).join(", ")}`);
  check(told.length === 0, `${name}: axe không thấy lỗi${told.length ? " — " + told.join("; ") : ""}`);
  check(page.faults.length === 0, `${name}: trang không báo lỗi ${page.faults.join("; ")}`);
}
