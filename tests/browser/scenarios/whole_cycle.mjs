// One cycle from the communes' figures to the published decision and a citizen who verifies it, by
// keyboard alone: Tab, arrows, Enter. What the nodes then hold is compared with parctl.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { arrowTo, choose, press, reach, signInByKeyboard, typeInto } from "../keyboard.mjs";
import { keepsForNext, paper, proposed } from "../paper.mjs";
import { field } from "../another_authority.mjs";
import { authorityChanges, corrects, crowded, doesNotAgree, inForce, received, supersedes } from "../publication.mjs";
import { ask, check, facts, look, visitor, withBrowser } from "../screen.mjs";

const parctl = (who, ...words) => execFileSync(who[0], [...who.slice(1), ...words], { encoding: "utf8" });
const json = (who, ...words) => JSON.parse(parctl(who, "--format", "json", ...words));
const shown = (e4) => `${Math.floor(e4 / 10_000)},${String(e4 % 10_000).padStart(4, "0")}`;
const button = (page, name) => page.getByRole("button", { name });
const link = (page, name) => page.getByRole("link", { name });

async function openOwn(page) {
  await press(page, page.getByRole("article").filter({ hasText: facts.title }).getByRole("link", { name: "Mở hồ sơ" }));
  await page.getByRole("heading", { name: "Tự chấm điểm" }).waitFor();
}

async function openLeaf(page, id) {
  await reach(page, page.getByRole("navigation", { name: "Lĩnh vực và tiêu chí" }).getByRole("button").first());
  await arrowTo(page, button(page, new RegExp(`^(đã chấm|chưa chấm|0 điểm)?\\s*${id.replaceAll(".", "\\.")} `)), "ArrowDown");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: new RegExp(`^${id.replaceAll(".", "\\.")}`) }).waitFor();
}

async function fillsIn(page) {
  await signInByKeyboard(page, "la-ha.clerk");
  await openOwn(page);
  await openLeaf(page, "1.1.3");
  await typeInto(page, page.getByLabel(/^a — Số nhiệm vụ trong kế hoạch/), "33");
  await page.keyboard.press("Tab");
  await page.keyboard.type("27");
  await page.getByText(/27\/33 = 0,8182 → × 2 = 1,6364/).waitFor();
  await openLeaf(page, "1.2.1");
  await typeInto(page, page.getByLabel(/^n — Số báo cáo đã gửi/), "3");
  await page.getByText(/số nhỏ hơn trong \(3; 4\) = 3 → \/ 4 = 0,75/).waitFor();
  await page.getByText("Mọi thay đổi đã lưu trên máy chủ của đơn vị").waitFor();
  check(await page.getByText("2,3864 / 12").isVisible(), "la-ha điền bằng bàn phím: 1,6364 + 0,75 = 2,3864 điểm ở lĩnh vực 1");
}

async function handsIn(page, account) {
  await signInByKeyboard(page, account);
  await openOwn(page);
  await press(page, page.getByRole("button", { name: "Duyệt", exact: true }));
  await press(page, button(page, "Gửi lên cấp trên"));
  await press(page, page.getByRole("button", { name: "Gửi", exact: true }));
  await page.getByText(/Đã lưu tại đây|Cấp trên đã nhận/).first().waitFor();
}

// Whoever stands above the unit in the tree gives the receipt, by the office that does this work there.
const above = [
  { units: null, unit: "Ủy ban nhân dân thị trấn La Hà", superior: "Ủy ban nhân dân\nhuyện Tư Nghĩa", issuer: "Phòng Nội vụ", open: false, why: "cây đơn vị của máy chủ" },
  { units: [["la-ha", "Đặc khu Lý Sơn", "commune", "da-nang"], ["da-nang", "Thành phố Đà Nẵng", "province", ""]], unit: "Ủy ban nhân dân đặc khu Lý Sơn",
    superior: "Ủy ban nhân dân\nthành phố Đà Nẵng", issuer: "Sở Nội vụ", open: false, why: "đặc khu; thành phố trực thuộc trung ương có Sở" },
  { units: [["la-ha", "Xã La Hà", "commune", "thu-duc"], ["thu-duc", "Thành phố Thủ Đức", "district", ""]], unit: "Ủy ban nhân dân xã La Hà",
    superior: "Ủy ban nhân dân\nthành phố Thủ Đức", issuer: "Phòng Nội vụ", open: false, why: "thành phố thuộc tỉnh có Phòng" },
  { units: [["la-ha", "Thị trấn La Hà", "commune", ""]], unit: "Ủy ban nhân dân thị trấn La Hà", superior: "", issuer: "", open: true,
    why: "không biết cấp trên thì để trống, mở sẵn phần phải ghi" },
];
async function proposesReceiver(page) {
  const action = /^Tải giấy biên nhận/;
  // No line either: a unit hosted on the node above has none.
  await page.route("**/ListLinks*", (route) => route.fulfill({ body: "", contentType: "application/proto" }));
  for (const { units, unit, superior, issuer, open, why } of above) {
    if (units !== null) {
      const body = Buffer.concat(units.map(([id, name, level, parent]) => field(1, Buffer.concat([field(1, id), field(3, name), field(5, level), field(7, parent)]))));
      await page.route("**/ListUnits*", (route) => route.fulfill({ body, contentType: "application/proto" }));
    }
    const form = await proposed(page, action, ["Cơ quan chủ quản", "Cơ quan ban hành", "Đơn vị"]);
    check(JSON.stringify(Object.values(form.said)) === JSON.stringify([superior, issuer, unit]) && form.open === open,
      `giấy biên nhận (${why}): ${Object.values(form.said).join(" · ").replaceAll("\n", " ")}`);
    await page.unroute("**/ListUnits*");
  }
  await page.unroute("**/ListLinks*");
}

// The receipt as a paper, once it has come.
async function takesReceipt(page) {
  await page.getByText(/Cấp trên đã nhận/).first().waitFor();
  await proposesReceiver(page);
  const { receipt_number: number } = json(facts.commune, "assess", "show", "--cycle", facts.cycle, "--unit", "la-ha");
  await paper(page, "receipt", /^Tải giấy biên nhận/, { "Số, ký hiệu": "17/GBN-NV", "Họ tên người ký": "Trần Thị Bình" }, (particulars, out) => {
    parctl(facts.commune, "receipt", "get", number, "--unit", "la-ha", "--to", `${out}.receipt`);
    parctl(facts.commune, "receipt", "document", "--file", `${out}.receipt`, "--authority", facts.authority, "--particulars", particulars, "--out", out);
  });
}

async function review(page) {
  await press(page, link(page, "Thẩm định").first());
  await page.getByRole("grid").waitFor();
  await choose(page, page.getByLabel("Kỳ đánh giá", { exact: true }), facts.title);
  await page.getByRole("gridcell", { name: /^Thị trấn La Hà, 1\.1\.1:/ }).waitFor();
}

// From the cell where the grid's focus is to that of a unit and criterion; the last columns from the end.
async function openCell(page, unit, criterion, from = "Home") {
  const cell = (of, name) => page.getByRole("gridcell", { name: new RegExp(`^${of}, ${name.replaceAll(".", "\\.")}:`) });
  await reach(page, page.locator('[role="gridcell"][tabindex="0"]'));
  const rows = await page.getByRole("rowheader").allTextContents();
  const wanted = rows.findIndex((row) => row.includes(unit));
  await page.keyboard.press("ArrowUp");
  for (let row = 0; row < wanted; ++row) await page.keyboard.press("ArrowDown");
  await page.keyboard.press(from);
  await arrowTo(page, cell(unit, criterion), from === "Home" ? "ArrowRight" : "ArrowLeft");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: unit }).waitFor();
}

async function takesIn(page) {
  for (const unit of ["Thị trấn La Hà", "Thị trấn Sông Vệ"]) {
    await openCell(page, unit, "1.1.1");
    await press(page, page.getByRole("button", { name: "Tiếp nhận", exact: true }));
    await press(page, button(page, "Bắt đầu thẩm định"));
    await button(page, "Đồng ý các tiêu chí còn lại").waitFor();
  }
}

// What the unit does not score itself, from the document that says it; entered wrongly and put right.
async function entersPoints(page) {
  await openCell(page, "Thị trấn La Hà", "8.5", "End");
  for (const [points, action, told] of [["1", "Nhập điểm", "1,0000"], ["0,5", "Nhập lại điểm", "0,5000"]]) {
    await typeInto(page, page.getByLabel(/^Điểm nhập \(0 đến/), points);
    await typeInto(page, page.getByLabel("Văn bản làm căn cứ"), "Quyết định số 77/QĐ-UBND ngày 15/12/2023");
    await press(page, button(page, action));
    await page.getByText(new RegExp(`Điểm đã nhập: ${told} — Quyết định số 77/QĐ-UBND`)).waitFor();
  }
  await look(page, "review-enter");
  const unscored = await page.getByRole("gridcell", { name: /^Thị trấn La Hà, 9\.1: .*chưa chấm/ }).evaluate((cell) => getComputedStyle(cell).borderTopStyle);
  check(unscored === "dashed", `ô chưa chấm có viền như ở chú giải: ${unscored}`);
  const { entered } = await ask("tu-nghia", "tu-nghia.council", "par.dossier.v1.DossierService/OpenDossier", { cycle: facts.cycle, unit: "la-ha" });
  check(entered.find((one) => one.criterion === "8.5")?.pointsE4 === "5000", "điểm phong trào thi đua nhập trên cổng, sửa lại được, có văn bản làm căn cứ");
}

async function adjustsAndSettles(page) {
  await openCell(page, "Thị trấn La Hà", "1.1.3");
  await typeInto(page, page.getByLabel("Lý do hoặc câu hỏi"), "Hai nhiệm vụ chưa có sản phẩm");
  await typeInto(page, page.getByLabel(/^Điểm thẩm định/), "1,5");
  await press(page, button(page, "Điều chỉnh điểm"));
  await page.getByText(/điều chỉnh: 1,5000 — Hai nhiệm vụ chưa có sản phẩm/).first().waitFor();
  for (const unit of ["Thị trấn La Hà", "Thị trấn Sông Vệ"]) {
    await openCell(page, unit, "1.1.1");
    for (const way of ["Đồng ý các tiêu chí còn lại", "Chốt điểm"]) {
      await press(page, page.getByRole("button", { name: way, exact: true }).and(page.locator(":enabled")));
      await press(page, page.getByRole("dialog").getByRole("button", { name: "Đồng ý", exact: true }));
    }
    await page.getByText(/kết quả tạm thời · vòng/).waitFor();
  }
  await paper(page, "minutes", /^Tải biên bản thẩm định/, { "Số, ký hiệu": "05/BB-HĐTĐ", "Thành phần tham dự": "Ông Nguyễn Văn An", "Họ tên thư ký": "Trần Thị Bình", "Họ tên chủ trì": "Nguyễn Văn An" },
    (particulars, out) => parctl(facts.district, "review", "minutes", "--cycle", facts.cycle, "--unit", "song-ve", "--particulars", particulars, "--out", out));
}

async function toDecision(page) {
  await press(page, link(page, "Quyết định").first());
  await page.getByRole("heading", { name: "Quyết định công bố", exact: true }).waitFor();
  await choose(page, page.getByLabel("Kỳ đánh giá", { exact: true }), facts.title);
}

async function advances(page, step, state) {
  await press(page, button(page, `${step}…`));
  await press(page, page.getByRole("dialog").getByRole("button", { name: "Chuyển", exact: true }));
  await page.locator('[aria-current="step"]').filter({ hasText: state }).waitFor();
}

async function closes(page) {
  await advances(page, "Công bố kết quả tạm thời", "kết quả tạm thời");
  await advances(page, "Mở thời gian nhận kiến nghị", "đang nhận kiến nghị");
  await press(page, button(page, "Mở nhận kiến nghị cho 2 hồ sơ"));
  await button(page, "Chốt kết quả chính thức cho 2 hồ sơ").waitFor();
  await look(page, "decision-appeals");
  await press(page, button(page, "Chốt kết quả chính thức cho 2 hồ sơ"));
  await page.getByRole("dialog").getByText(/không quay lại được/).waitFor();
  await look(page, "decision-finalise-question");
  await press(page, page.getByRole("dialog").getByRole("button", { name: "Chốt kết quả chính thức" }));
  await advances(page, "Khép lại: kết quả chính thức", "kết quả chính thức");
}

async function publishes(page) {
  await signInByKeyboard(page, "tu-nghia.publisher");
  await toDecision(page);
  await doesNotAgree(page, () => toDecision(page));
  await page.getByText(/^Khớp: đã kiểm tra \d+ phép cộng/).waitFor();
  const sums = json(facts.district, "decision", "reconcile", "--cycle", facts.cycle);
  check(await page.getByText(`Khớp: đã kiểm tra ${sums.sums_checked} phép cộng, không có chênh lệch.`).isVisible(),
    `đối chiếu khớp, ${sums.sums_checked} phép cộng như parctl`);
  await typeInto(page, page.getByLabel("Số quyết định"), facts.number);
  await press(page, button(page, "Xem trước"));
  await page.getByRole("heading", { name: /^Xem trước/ }).waitFor();
  await look(page, "decision-preview");
  await press(page, button(page, "Công bố…"));
  await page.getByRole("dialog").getByText(/Không thu hồi, không sửa được/).waitFor();
  await look(page, "decision-question");
  await press(page, button(page, "Ký và công bố"));
  await page.getByText(`Đã công bố quyết định số ${facts.number}.`).waitFor();
  await page.getByRole("heading", { name: "Thay thế quyết định" }).waitFor();
  await look(page, "decision-after");
  await press(page, link(page, `Mở quyết định số ${facts.number}`));
  await received(page, "Cả 2 đơn vị đã nhận.");
  await look(page, "decision-published");
  await printed(page);
  const { id } = json(facts.district, "decision", "list").decisions.find((one) => one.number === facts.number);
  await paper(page, "decision", /^Tải quyết định \(DOCX\)/, { "Họ tên người ký": "Nguyễn Văn An", "Điều khoản thêm": "Phòng Nội vụ huyện theo dõi, đôn đốc." },
    (particulars, out) => parctl(facts.district, "decision", "document", id, "--particulars", particulars, "--out", out));
  await keepsForNext(page, /^Tải quyết định \(DOCX\)/, ["Đối tượng được đánh giá", "Trách nhiệm thi hành"], ["Căn cứ"]);
}

// A decision's page on paper: A4.
async function printed(page) {
  const pdf = await page.pdf({ preferCSSPageSize: true });
  writeFileSync(join(facts.pictures, "decision-printed.pdf"), pdf);
  const boxes = [...pdf.toString("latin1").matchAll(/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)].map((one) => `${Math.round(one[1])}×${Math.round(one[2])}`);
  check(boxes.length > 0 && boxes.every((one) => /^59[56]×84[12]$/.test(one)), `quyết định in trên A4: ${boxes.join(", ")}`);
}

async function communeReads(page, ranking) {
  const own = ranking.units.find((one) => one.unit === "la-ha");
  await press(page, link(page, "Quyết định").first());
  await press(page, link(page, `Mở quyết định số ${facts.number}`));
  await page.getByText(`Kết quả của ${own.name}`).waitFor();
  const result = await page.locator(".own").innerText();
  check(result.includes(shown(Number(own.total_e4))) && result.includes(`Hạng ${own.rank} trong khối`),
    `cổng của xã cho thấy ${shown(Number(own.total_e4))} điểm, hạng ${own.rank}, như parctl tại máy chủ huyện`);
  await look(page, "decision-commune");
  await press(page, button(page, "English"));
  await page.getByRole("heading", { name: `Decision of publication ${facts.number}` }).waitFor();
  await look(page, "decision-commune-english");
}

const verified = (page) => page.locator(".verdict");
async function verify(page) {
  await press(page, button(page, /^Kiểm tra/));
  await verified(page).waitFor();
  return verified(page).innerText();
}
const wrong = (page) => page.locator("li").filter({ hasText: "SAI" }).allInnerTexts();

async function citizenReads(page, id) {
  await page.goto("/");
  await press(page, link(page, /^Xem kết quả đã công bố/));
  await press(page, link(page, `Xem quyết định số ${facts.number}`));
  await page.getByRole("heading", { name: facts.title }).waitFor();
  await look(page, "public");
  check((await verify(page)).includes("HỢP LỆ: mọi số liệu khớp, chữ ký đúng."), "người dân kiểm tra, không cần tài khoản: hợp lệ");
  await look(page, "public-verified");
  const folder = facts.openData;
  parctl(facts.district, "decision", "open-data", id, "--out", folder);
  for (const [name, word] of [["results.csv", "Kết quả và xếp hạng"], ["scores.csv", "Điểm từng tiêu chí"], ["open-data.json", "Tất cả trong một tệp"], ["decision.bin", "Quyết định đã ký"], ["SHA256SUMS", "Mã kiểm các tệp"]]) {
    const coming = page.waitForEvent("download");
    await press(page, link(page, word));
    const taken = readFileSync(await (await coming).path());
    check(taken.equals(readFileSync(join(folder, name))), `${name}: ${taken.length} byte, đúng từng byte như parctl decision open-data`);
  }
  check(parctl(facts.district, "decision", "verify", "--file", join(folder, "decision.bin"), "--authority", facts.authority).includes("HỢP LỆ"),
    "tệp đã tải: parctl decision verify cũng nói hợp lệ");
}

// The bytes of a published decision, changed on the wire.
async function citizenIsNotDeceived(page) {
  const file = readFileSync(join(facts.openData, "decision.bin"));
  let sent = file;
  const flipped = (at) => {
    const bytes = Buffer.from(file);
    bytes[at] ^= 1;
    return bytes;
  };
  await page.route("**/decision.bin", (route) => route.fulfill({ body: sent, contentType: "application/octet-stream" }));
  check((await verify(page)).startsWith("HỢP LỆ"), "cùng những byte ấy: hợp lệ");
  // The points of la-ha's criterion 1.1.3: its id, the state (8 bytes), then the points.
  const score = file.indexOf("1.1.3", file.indexOf("Thị trấn La Hà")) + 5 + 8;
  sent = flipped(score);
  const said = await verify(page);
  const found = (await wrong(page)).join(" | ");
  check(said.startsWith("KHÔNG HỢP LỆ") && /Gốc Merkle/.test(found) && found.includes("Thị trấn La Hà, 1: 2,2500 ≠ 2,2501"), `một byte khác trên đường truyền: ${said} ${found}`);
  await look(page, "public-tampered");
  const key = file.indexOf(Buffer.from([0x2a, 0x20]), file.length - 200);
  for (const [at, where] of [[file.indexOf(Buffer.from([0x12, 0x40])) + 10, "chữ ký"], [key + 8, "khóa"]]) {
    sent = flipped(at);
    const answer = await verify(page);
    check(answer.startsWith("KHÔNG HỢP LỆ") && /Chữ ký|Chứng thư/.test((await wrong(page)).join()), `một byte của ${where}: ${answer}`);
  }
  let green = 0;
  const steps = 24;
  for (let i = 0; i < steps; ++i) {
    sent = flipped(Math.floor(((i + 0.5) * file.length) / steps));
    if (!(await verify(page)).startsWith("KHÔNG HỢP LỆ")) ++green;
  }
  check(green === 0, `${steps} byte rải khắp tệp, đổi từng byte một: lần nào cũng báo sai`);
  await page.unroute("**/decision.bin");
}

async function oldBrowserSaysSo(page, id) {
  await page.addInitScript(() => {
    const before = crypto.subtle.importKey.bind(crypto.subtle);
    crypto.subtle.importKey = (form, key, kind, ...rest) =>
      kind === "Ed25519" ? Promise.reject(new DOMException("Unrecognized name.", "NotSupportedError")) : before(form, key, kind, ...rest);
  });
  await page.goto(`/public/${id}`);
  check((await verify(page)).startsWith("CHƯA KẾT LUẬN"), "trình duyệt không biết Ed25519: nói chưa kết luận, không báo xanh");
  await look(page, "public-old-browser");
  await press(page, button(page, "English"));
  await page.getByRole("heading", { name: "Open data" }).waitFor();
  await look(page, "public-english");
}

async function nothingElse(page, id) {
  const post = (method) => page.request.post(`/par.${method}`, { headers: { "Content-Type": "application/json" }, data: "{}" });
  for (const method of ["decision.v1.DecisionService/ListDecisions", "cycle.v1.CycleService/ListCycles", "unit.v1.UnitService/ListUnits"]) {
    check((await post(method)).status() === 401, `không có tài khoản: ${method} bị từ chối`);
  }
  check((await post("decision.v1.PublicService/ListPublished")).status() === 404, "phần công khai chỉ có các tệp của quyết định");
  check((await page.request.get(`/public/data/${id}/config.yaml`)).status() === 404, "không có tệp nào khác");
  const other = await page.context().newPage();
  await other.goto(facts.portals["la-ha"] + "/public");
  await other.getByText("Máy chủ này không công khai quyết định").waitFor();
  check((await other.request.get(`${facts.portals["la-ha"]}/public/data/decisions.json`)).status() === 404, "máy chủ không bật công khai thì không trả lời gì");
}

await withBrowser(async (browser) => {
  await fillsIn(await visitor(browser, "la-ha"));
  const leader = await visitor(browser, "la-ha");
  await handsIn(leader, "la-ha.leader");
  await takesReceipt(leader);
  await handsIn(await visitor(browser, "song-ve"), "song-ve.leader");
  const council = await visitor(browser, "tu-nghia");
  await signInByKeyboard(council, "tu-nghia.council");
  await review(council);
  await takesIn(council);
  await toDecision(council);
  await look(council, "decision-self-assessing");
  await advances(council, "Chuyển sang thẩm định", "đang thẩm định");
  check(await button(council, "Công bố kết quả tạm thời…").isDisabled(), "chưa chốt điểm thì chưa chuyển được, có nêu tên đơn vị");
  await look(council, "decision-left-behind");
  await review(council);
  await entersPoints(council);
  await adjustsAndSettles(council);
  await toDecision(council);
  await closes(council);
  const publisher = await visitor(browser, "tu-nghia");
  await publishes(publisher);
  const ranking = json(facts.district, "rank", "show", "--cycle", facts.cycle);
  await communeReads(leader, ranking);
  const { id } = json(facts.commune, "decision", "list").decisions.find((one) => one.number === facts.number);
  const citizen = await visitor(browser, "tu-nghia");
  await citizenReads(citizen, id);
  await citizenIsNotDeceived(citizen);
  await oldBrowserSaysSo(await visitor(browser, "tu-nghia"), id);
  await nothingElse(citizen, id);
  await corrects(publisher, council, review, openCell);
  await supersedes(publisher, toDecision);
  await inForce(leader, citizen);
  const late = await visitor(browser, "tu-nghia");
  await crowded(late, id);
  await authorityChanges(late, id);
});
