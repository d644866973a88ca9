// Opens the review desk five times and scrolls it; prints what measure_matrix says.
import { facts, signIn, visitor, withBrowser } from "./screen.mjs";

const median = (all) => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)];
const shown = (all) => all.map((one) => one.toFixed(0)).join(" ");

// From the click on the menu to a matrix that takes keys; and from a cold page.
async function opens(page) {
  await page.evaluate(() => {
    window.opened = new Promise((done) => {
      const seen = () => (document.querySelector("[role=gridcell]") ? requestAnimationFrame(() => done(performance.now())) : requestAnimationFrame(seen));
      requestAnimationFrame(seen);
    });
    window.asked = performance.now();
    document.querySelector('a[href="/review"]').click();
  });
  return page.evaluate(async () => (await window.opened) - window.asked);
}
async function opensCold(page) {
  await page.goto(`/review/${facts.cycle}`, { waitUntil: "commit" });
  await page.getByRole("gridcell").first().waitFor();
  return page.evaluate(() => new Promise((done) => requestAnimationFrame(() => done(performance.now()))));
}

// The times between frames while the wheel turns, down and then to the right.
async function scrolls(page) {
  return page.evaluate(async () => {
    const box = document.querySelector("[role=grid]").parentElement;
    const frames = [];
    for (const [x, y] of [[0, 24], [16, 0], [-16, -24]]) {
      let last = performance.now();
      for (let i = 0; i < 150; ++i) {
        box.scrollBy(x, y);
        const now = await new Promise((done) => requestAnimationFrame(done));
        frames.push(now - last);
        last = now;
      }
    }
    return frames;
  });
}

await withBrowser(async (browser) => {
  const page = await visitor(browser, facts.owner);
  await signIn(page, "council");
  const answers = [];
  for (let i = 0; i < 5; ++i) {
    answers.push(await page.evaluate(async ([cycle, token]) => {
      const begun = performance.now();
      const answer = await fetch("/par.dossier.v1.DossierService/ListMarks", { method: "POST", headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` }, body: JSON.stringify({ cycle }) });
      await answer.arrayBuffer();
      return performance.now() - begun;
    }, [facts.cycle, facts.tokens.council]));
  }
  console.log(`ListMarks, as JSON: median ${median(answers).toFixed(0)} ms (${shown(answers)})`);
  const warm = [];
  const cold = [];
  for (let i = 0; i < 5; ++i) {
    await page.goto("/");
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.getByRole("progressbar").first().waitFor();
    warm.push(await opens(page));
  }
  for (let i = 0; i < 5; ++i) cold.push(await opensCold(page));
  console.log(`opening from the menu: median ${median(warm).toFixed(0)} ms (${shown(warm)})`);
  console.log(`opening from a new page: median ${median(cold).toFixed(0)} ms (${shown(cold)})`);
  const frames = await scrolls(page);
  const late = frames.filter((one) => one > 50);
  console.log(`scrolling: ${frames.length} frames, ${late.length} over 50 ms, longest ${Math.max(...frames).toFixed(0)} ms, median ${median(frames).toFixed(1)} ms`);
});
