// What comes after a first publication: points corrected and a decision that supersedes, published while a
// node is down; who verifies what when the authority changes; more readers than the node takes at once.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fingerprint, field, signedAgain } from "./another_authority.mjs";
import { press, typeInto } from "./keyboard.mjs";
import { check, facts, look, power } from "./screen.mjs";

const button = (page, name) => page.getByRole("button", { name });
const link = (page, name) => page.getByRole("link", { name });
const verdict = async (page) => {
  await press(page, button(page, /^Kiểm tra/));
  await page.locator(".verdict").waitFor();
  return page.locator(".verdict").innerText();
};
const wrong = async (page) => (await page.locator("li").filter({ hasText: "SAI" }).allInnerTexts()).join(" | ");

/** A table that was really published and does not add up, reconciled by the node, in the place of this cycle's. */
export async function doesNotAgree(page, open) {
  const table = readFileSync(facts.stated);
  const answer = await fetch(`${facts.portals["tu-nghia"]}/par.decision.v1.DecisionService/ReconcileStated`, {
    method: "POST", headers: { "Content-Type": "application/proto", Authorization: `Bearer ${facts.tokens["tu-nghia.publisher"]}` },
    body: Buffer.concat([field(1, "quang-dien-2023.yaml"), field(2, table), field(3, "vi")]),
  });
  const body = Buffer.from(await answer.arrayBuffer());
  await page.route("**/ReconcileCycle", (route) => route.fulfill({ body, contentType: "application/proto" }));
  await page.reload();
  await open();
  await page.getByText(/^KHÔNG khớp: \d+ chênh lệch/).waitFor();
  check(await page.getByText(/^Việc cần làm:/).isVisible(), "đối chiếu đỏ: nêu từng chênh lệch và việc cần làm");
  await typeInto(page, page.getByLabel("Số quyết định"), facts.number);
  await press(page, button(page, "Xem trước"));
  await page.getByRole("heading", { name: /^Xem trước/ }).waitFor();
  check(await button(page, "Công bố…").isDisabled(), "đối chiếu đỏ: không công bố được");
  await look(page, "decision-red");
  await page.unroute("**/ReconcileCycle");
  await page.reload();
  await open();
}

/** The publisher opens the dossier again, the council corrects it. */
export async function corrects(publisher, council, review, openCell) {
  await review(publisher);
  await openCell(publisher, "Thị trấn La Hà", "1.1.3");
  await press(publisher, button(publisher, "Mở lại để thay quyết định"));
  await typeInto(publisher, publisher.getByLabel("Lý do: Mở lại để thay quyết định"), facts.reason);
  await publisher.keyboard.press("Tab");
  await publisher.keyboard.press("Tab");
  await publisher.keyboard.press("Enter");
  await publisher.getByText(/đang được thay thế · vòng/).waitFor();
  await review(council);
  await openCell(council, "Thị trấn La Hà", "1.1.3");
  await typeInto(council, council.getByLabel("Lý do đính chính"), facts.reason);
  await typeInto(council, council.getByLabel(/^Điểm đúng/), "1,6364");
  await look(council, "decision-correcting");
  await press(council, button(council, "Đính chính điểm"));
  await council.getByText(new RegExp(`^${facts.corrector} .*1,6364.*${facts.reason}`)).first().waitFor();
  check(true, "điểm 1.1.3 của La Hà được đính chính thành 1,6364, có lý do, sau khi người công bố mở lại hồ sơ");
}

/** song-ve's node is down when the superseding decision goes out. */
export async function supersedes(page, toDecision) {
  await power("stop", "song-ve");
  await toDecision(page);
  await page.getByRole("heading", { name: "Thay thế quyết định" }).waitFor();
  await page.getByText("chờ quyết định thay thế").waitFor();
  await look(page, "decision-to-supersede");
  await typeInto(page, page.getByLabel("Số quyết định"), facts.newer);
  check(await button(page, "Xem trước").isDisabled(), "chưa nêu lý do thì chưa thay thế được");
  await typeInto(page, page.getByLabel("Lý do thay thế"), facts.reason);
  await press(page, button(page, "Xem trước"));
  const changed = page.getByRole("region", { name: "Thay đổi so với quyết định trước" }).getByRole("row", { name: /Điểm tiêu chí 1\.1\.3/ });
  check(/1,5\s*1,6364/.test(await changed.innerText()), "xem trước nêu đúng thay đổi: điểm tiêu chí 1.1.3 từ 1,5 thành 1,6364");
  await look(page, "decision-supersede-preview");
  await press(page, button(page, "Công bố quyết định thay thế…"));
  await page.getByRole("dialog").getByText(`Quyết định số ${facts.number} sẽ hết hiệu lực.`).waitFor();
  await look(page, "decision-supersede-question");
  await press(page, button(page, "Ký và công bố"));
  await page.getByText(`Đã công bố quyết định số ${facts.newer}.`).waitFor();
  for (const [number, standing] of [[facts.number, "đã được thay thế"], [facts.newer, "còn hiệu lực"]]) {
    check(await page.getByRole("row", { name: new RegExp(number) }).getByText(standing).isVisible(), `quyết định số ${number}: ${standing}`);
  }
  await press(page, link(page, `Mở quyết định số ${facts.newer}`));
  await received(page, "1 trên 2 đơn vị đã nhận");
  check(await page.locator("li").filter({ hasText: "Thị trấn Sông Vệ" }).getByText("chờ gửi").isVisible(), "máy chủ Sông Vệ tắt: thấy rõ ai đã nhận, ai chưa");
  await look(page, "decision-one-down");
  await power("start", "song-ve");
  await received(page, "Cả 2 đơn vị đã nhận");
}

/** Asks anew until the page says so. */
export async function received(page, words) {
  const again = button(page, "Thử lại").and(page.locator(":enabled"));
  for (let asked = 0; asked < 60; ++asked) {
    await page.getByText(words).or(again).first().waitFor();
    if (await page.getByText(words).isVisible()) break;
    await press(page, again);
  }
  check(await page.getByText(words).isVisible(), `${words} quyết định`);
}

/** Which is in force, at a commune and for everybody; both verify. */
export async function inForce(commune, citizen) {
  await commune.goto("/decision");
  await press(commune, button(commune, "Tiếng Việt"));
  for (const [number, standing] of [[facts.number, "đã được thay thế"], [facts.newer, "còn hiệu lực"]]) {
    await commune.getByRole("row", { name: new RegExp(number) }).getByText(standing).waitFor();
  }
  await press(commune, link(commune, `Mở quyết định số ${facts.number}`));
  await press(commune, link(commune, "Mở quyết định thay thế"));
  await commune.getByRole("heading", { name: `Quyết định công bố ${facts.newer}` }).waitFor();
  check(true, "cổng của xã cho thấy quyết định nào còn hiệu lực, từ quyết định cũ mở được quyết định mới");
  await citizen.goto("/public");
  const open = link(citizen, `Xem quyết định số ${facts.newer}`);
  for (let asked = 0; asked < 60 && !(await open.isVisible()); ++asked) {
    await citizen.reload();
    await citizen.getByRole("heading", { name: "Các quyết định" }).waitFor();
  }
  const listed = await citizen.getByRole("link", { name: /^Xem quyết định số/ }).allInnerTexts();
  check(listed.findIndex((one) => one.includes(facts.newer)) < listed.findIndex((one) => one.includes(facts.number)), "danh sách công khai: quyết định còn hiệu lực đứng trước");
  await look(citizen, "public-superseded-list");
  await press(citizen, link(citizen, `Xem quyết định số ${facts.number}`));
  await citizen.getByText("Quyết định này đã được thay thế.").waitFor();
  check((await verdict(citizen)).startsWith("HỢP LỆ"), "quyết định cũ vẫn kiểm tra được, và nói rõ đã được thay thế");
  await look(citizen, "public-superseded");
  await press(citizen, link(citizen, "Xem quyết định thay thế"));
  await citizen.getByText(`Thay thế quyết định số ${facts.number}`).waitFor();
  await citizen.getByRole("heading", { name: "Thay đổi so với quyết định trước" }).waitFor();
  check((await verdict(citizen)).startsWith("HỢP LỆ"), "quyết định thay thế: hợp lệ");
  await look(citizen, "public-superseding");
}

/** The node's own word that it is busy, until it is not: the page goes on by itself. */
export async function crowded(page, id) {
  const atOnce = 40; // Fewer than the connections that a node's portal takes.
  let busy = [];
  for (let round = 0; busy.length === 0 && round < 50; ++round) {
    const paths = Array.from({ length: atOnce }, (_, i) => `/public/data/${(round * atOnce + i).toString(16).padStart(64, "0")}/results.csv`);
    const answers = await Promise.all(paths.map((path) => fetch(facts.portals["tu-nghia"] + path)));
    busy = answers.filter((one) => one.status === 429);
  }
  check(busy.length > 0 && busy.every((one) => one.headers.get("retry-after") === "1"), `${atOnce} người cùng hỏi: ${busy.length} được báo chờ (429, Retry-After)`);
  const body = await busy[0].text();
  let open = false;
  await page.route("**/public/data/**", (route) => open ? route.continue()
    : route.fulfill({ status: 429, body, headers: { "Content-Type": "application/json", "Retry-After": "1" } }));
  await page.goto(`/public/${id}`);
  await page.getByText("Đang có nhiều người xem cùng lúc.").waitFor();
  await look(page, "public-crowded");
  open = true;
  await page.getByRole("heading", { name: "Dữ liệu mở" }).waitFor();
  await page.getByText("Đang có nhiều người xem cùng lúc.").waitFor({ state: "detached" });
  check(true, "đông người xem: trang nói rõ và tự tải tiếp");
  await page.unroute("**/public/data/**");
}

/** Whoever has verified before is warned of another authority; whom the node does not trust, or a key whose certificate had ended, is never green. */
export async function authorityChanges(page, id) {
  check((await verdict(page)).startsWith("HỢP LỆ"), "trước khi đổi: hợp lệ, trình duyệt nhớ dấu vân tay");
  const file = readFileSync(join(facts.openData, "decision.bin"));
  const list = await (await fetch(`${facts.portals["tu-nghia"]}/public/data/decisions.json`)).json();
  const other = Buffer.from(readFileSync(facts.otherAuthority)).toString("base64");
  let served = file;
  let authorities = list.authorities;
  await page.route(`**/${id}/decision.bin`, (route) => route.fulfill({ body: served, contentType: "application/octet-stream" }));
  await page.route("**/decisions.json", (route) => route.fulfill({ json: { ...list, authorities } }));
  const look_again = async () => {
    await page.reload();
    await page.getByRole("heading", { name: "Dữ liệu mở" }).waitFor();
    const said = await verdict(page);
    return { said, found: await wrong(page) };
  };
  served = signedAgain(file, id, facts.otherKeys, Date.now());
  const unknown = await look_again();
  check(unknown.said.startsWith("KHÔNG HỢP LỆ") && unknown.found.includes("không do tổ chức cấp chứng thư của máy chủ này cấp"), "ký bằng khóa của tổ chức khác mà máy chủ không tin: báo sai");
  authorities = other;
  const changed = await look_again();
  check(changed.said.startsWith("KHÔNG HỢP LỆ") && changed.found.includes("khác với lần bạn kiểm tra trước"), "máy chủ nay tin tổ chức khác: người đã từng kiểm tra được báo");
  const shown = (await page.locator(".fingerprint").innerText()).replaceAll(" ", "");
  check(shown === fingerprint(facts.otherAuthority), "dấu vân tay hiện ra đúng là của tổ chức mới");
  await look(page, "public-other-authority");
  served = signedAgain(file, id, facts.otherKeys, Date.now() - 400 * 86_400_000);
  const early = await look_again();
  check(early.said.startsWith("KHÔNG HỢP LỆ") && early.found.includes("không còn hiệu lực vào lúc ký"), "khóa không có chứng thư còn hiệu lực vào lúc ký: báo sai");
  served = signedAgain(file, id, facts.otherKeys, Date.now());
  await look_again();
  await press(page, button(page, "Tôi đã so và tin chứng thư mới"));
  check((await verdict(page)).startsWith("HỢP LỆ"), "sau khi người xem tự so và tin: hợp lệ");
  served = file;
  authorities = list.authorities;
  const back = await look_again();
  check(back.said.startsWith("KHÔNG HỢP LỆ") && back.found.includes("khác với lần bạn kiểm tra trước"), "tổ chức cũ quay lại: cũng được báo");
}
