// Going on without a line: the portal opens from the browser (reload, a new tab), shows what was last
// seen, keeps edits and sends them once; signing out leaves nothing; a newer build never mixes with an
// older page; a dossier handed in while the district's node is down says so and gets its receipt later.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ask, check, facts, look, power, signIn, visitor, withBrowser } from "../screen.mjs";

const dossier = `/self-assessment/${facts.cycle}/la-ha`;
const done = (page) => page.getByLabel(/^b — Số nhiệm vụ đã hoàn thành/);
const saved = (page) => page.getByText("Mọi thay đổi đã lưu trên máy chủ của đơn vị").waitFor();
const keptHere = (page) => page.getByText(/thay đổi đang giữ trong máy này/).waitFor();
const kept = (page) => page.getByText(/Đang xem bản lưu trên máy này lúc \d\d\/\d\d\/\d{4}/).waitFor();
const held = async () => {
  const { version, answers } = await ask("la-ha", "la-ha.clerk", "par.assessment.v1.AssessmentService/GetAssessment", { cycle: facts.cycle, unit: "la-ha" });
  return { version: Number(version), done: answers.figures.find((one) => one.figure === "1.1.3.b")?.value };
};

async function fillsIn(page) {
  await page.goto(`${dossier}/1.1.3`);
  await done(page).fill("27");
  await page.getByText("1,6364").first().waitFor();
  await saved(page);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
}

async function opensWithoutLine(page) {
  await page.context().setOffline(true);
  await page.reload();
  await kept(page);
  check((await done(page).inputValue()) === "27", "mất mạng, tải lại trang: trang mở, còn số liệu đã xem");
  await page.getByText("1,6364").first().waitFor();
  await done(page).fill("30");
  await keptHere(page);
  await look(page, "offline");
  await page.reload();
  await keptHere(page);
  check((await done(page).inputValue()) === "30", "tải lại lần nữa: phần sửa vẫn còn");
  const opening = page.context().waitForEvent("page");
  await page.evaluate((to) => void window.open(to), `${dossier}/1.1.3`);
  const tab = await opening;
  tab.faults = [];
  await kept(tab);
  check((await done(tab).inputValue()) === "30", "thẻ mới mở được khi mất mạng, không phải đăng nhập lại");
  await tab.goto("/");
  await tab.getByRole("heading", { name: /^Xin chào/ }).waitFor();
  await kept(tab);
  await look(tab, "offline-home");
  return tab;
}

async function sendsOnce(page, tab) {
  const before = await held();
  check(before.done === "27", "khi mất mạng, máy chủ chưa có phần sửa");
  await page.context().setOffline(false);
  await saved(page);
  await tab.close();
  const after = await held();
  check(after.done === "30" && after.version === before.version + 1, `có mạng lại: gửi đúng một lần (phiên bản ${before.version} → ${after.version})`);
  check((await page.getByText(/Đang xem bản lưu/).count()) === 0, "không còn báo mất kết nối");
}

async function neverKeepsAnswers(page) {
  const files = await page.evaluate(async () => {
    const stores = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
    return (await Promise.all(stores.map((store) => store.keys()))).flat().map((one) => new URL(one.url).pathname);
  });
  check(files.includes("/") && files.every((path) => path === "/" || /^\/(assets\/|[\w-]+\.(svg|js|css)$)/.test(path)), `trình duyệt chỉ giữ ${files.length} tệp của trang, không giữ câu trả lời nào của máy chủ`);
}

const leftBehind = (page) => page.evaluate(async () => {
  const opened = await new Promise((done) => { indexedDB.open("parnet.seen").onsuccess = (event) => done(event.target.result); });
  const rows = await new Promise((done) => { opened.transaction("answers").objectStore("answers").getAllKeys().onsuccess = (event) => done(event.target.result); });
  opened.close();
  return { rows: rows.length, edits: Object.keys(localStorage).filter((name) => name.startsWith("parnet.edit")).length, signedIn: sessionStorage.length };
});

async function leavesNothing(page) {
  check((await leftBehind(page)).rows > 0, "khi đang đăng nhập: có bản đã xem trên máy");
  await page.context().setOffline(true);
  await done(page).fill("31");
  await keptHere(page);
  await page.getByRole("button", { name: "Đăng xuất" }).click();
  await page.getByRole("heading", { name: /^Đăng xuất khi còn thay đổi/ }).waitFor();
  await look(page, "sign-out-unsent");
  await page.keyboard.press("Enter");
  await page.context().setOffline(false);
  await saved(page);
  await page.getByRole("button", { name: "Đăng xuất" }).click();
  await page.getByRole("heading", { name: "Đăng nhập" }).waitFor();
  const left = await leftBehind(page);
  check(left.rows === 0 && left.edits === 0 && left.signedIn === 0, "đăng xuất: máy không còn gì của người đó");
  await page.context().setOffline(true);
  await page.reload();
  await page.getByRole("heading", { name: "Đăng nhập" }).waitFor();
  check(true, "mất mạng và đã đăng xuất: chỉ còn trang đăng nhập");
  await page.context().setOffline(false);
}

/** As an operator does: other files in the folder, the node started again. */
function newerBuild() {
  const change = (name, from, to) => {
    const path = join(facts.pages, name);
    writeFileSync(path, readFileSync(path, "utf8").replace(from, to));
    for (const packed of [".br", ".gz"]) rmSync(path + packed, { force: true });
  };
  change("index.html", "<title>", '<meta name="build" content="newer" /><title>');
  change("worker.js", /"version":"\w+"/, '"version":"newer"');
}

async function takesNewerBuild(page) {
  await signIn(page, "la-ha.clerk");
  await page.goto(`${dossier}/1.1.3`);
  await done(page).waitFor();
  await power("stop", "la-ha");
  await done(page).fill("32");
  await keptHere(page);
  newerBuild();
  await power("start", "la-ha");
  await page.getByText(/^Cổng đã có bản mới/).waitFor();
  await saved(page);
  check((await held()).done === "32", "máy chủ tắt rồi chạy lại: phần sửa đã tới máy chủ");
  await look(page, "newer-build");
  check((await page.locator('meta[name="build"]').count()) === 0, "đang nhập dở: trang cũ vẫn nguyên, chỉ báo có bản mới");
  await page.getByRole("link", { name: "Trang chính" }).click();
  await page.locator('meta[name="build"]').waitFor({ state: "attached" });
  await page.getByRole("heading", { name: /^Xin chào/ }).waitFor();
  check(true, "rời trang đang nhập: bản mới được nạp trọn");
}

async function handsInWithoutDistrict(leader) {
  await leader.goto(dossier);
  await leader.getByRole("button", { name: "Duyệt" }).waitFor();
  await power("stop", "tu-nghia");
  await leader.getByRole("button", { name: "Duyệt" }).click();
  await leader.getByRole("button", { name: "Gửi lên cấp trên" }).click();
  await leader.getByRole("button", { name: "Gửi", exact: true }).click();
  await leader.getByText(/Đã lưu tại đây, chờ gửi lên cấp trên/).waitFor();
  await leader.getByText(/Đường truyền tới Huyện Tư Nghĩa: mất kết nối/).waitFor();
  await look(leader, "handed-in-line-down");
  await power("start", "tu-nghia");
  await leader.getByText(/Cấp trên đã nhận, biên nhận số/).waitFor({ timeout: 60_000 });
  check(true, "huyện mất kết nối: báo đã lưu và chờ gửi; có đường truyền lại, biên nhận tự hiện");
  await look(leader, "handed-in-later");
}

await withBrowser(async (browser) => {
  const clerk = await visitor(browser, "la-ha", { worker: true });
  await signIn(clerk, "la-ha.clerk");
  await fillsIn(clerk);
  const tab = await opensWithoutLine(clerk);
  await sendsOnce(clerk, tab);
  await neverKeepsAnswers(clerk);
  await leavesNothing(clerk);
  await takesNewerBuild(clerk);
  const leader = await visitor(browser, "la-ha", { worker: true });
  await signIn(leader, "la-ha.leader");
  await handsInWithoutDistrict(leader);
});
