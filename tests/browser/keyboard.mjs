// A person without a mouse: Tab until the thing is reached, arrows, Enter.
import { facts } from "./screen.mjs";

const most = 400; // Presses of Tab: more than any screen has stops, and round again.

/** Tabs to it, as a person would; what cannot be reached so fails. */
export async function reach(page, locator, key = "Tab") {
  await locator.waitFor();
  for (let pressed = 0; pressed <= most; ++pressed) {
    if (await locator.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`không tới được bằng phím Tab: ${locator}`);
}

export async function press(page, locator, key = "Enter") {
  await reach(page, locator);
  await page.keyboard.press(key);
}

/** In a list or table that arrows move in: from where the focus is to `locator`. */
export async function arrowTo(page, locator, key) {
  await locator.waitFor();
  for (let pressed = 0; pressed <= most; ++pressed) {
    if (await locator.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
    await page.evaluate(() => new Promise(requestAnimationFrame).then(() => new Promise(requestAnimationFrame))); // A grid moves its focus with the next frame.
  }
  throw new Error(`không tới được bằng phím ${key}: ${locator}`);
}

export async function typeInto(page, locator, text) {
  await reach(page, locator);
  await page.keyboard.press("Control+a");
  await page.keyboard.type(text);
}

/** The option of a closed list, by arrows. */
export async function choose(page, locator, label) {
  await reach(page, locator);
  const shown = () => locator.evaluate((list) => list.selectedOptions[0]?.label ?? "");
  await page.keyboard.press("Home");
  for (let pressed = 0; pressed <= most && (await shown()) !== label; ++pressed) await page.keyboard.press("ArrowDown");
  if ((await shown()) !== label) throw new Error(`không chọn được ${label}`);
}

export async function signInByKeyboard(page, account) {
  await page.goto("/");
  await press(page, page.getByRole("button", { name: "Mã truy cập" }));
  await typeInto(page, page.getByLabel("Mã truy cập của tài khoản"), facts.tokens[account]);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: /^Xin chào/ }).waitFor();
}
