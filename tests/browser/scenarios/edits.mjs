// Edits that could be lost: two tabs of one person, typing while a save is under way, an answer that is
// lost, signing out, a dossier that has moved on, a browser that keeps nothing; a column pasted from a
// spreadsheet; numbers as they may be typed, a day that is none; "not applicable"; findings that lead to what
// they are about. After each, what the node holds.
import { check, facts, look, signIn, visitor, withBrowser } from "../screen.mjs";

const leaf = (id) => `/self-assessment/${facts.cycle}/la-ha/${id}`;
const saved = (page) => page.getByText("Mọi thay đổi đã lưu trên máy chủ của đơn vị").waitFor();
const done = (page) => page.getByLabel(/^b — Số nhiệm vụ đã hoàn thành/);
const why = (page) => page.getByLabel("Giải trình");
const fills = "**/*.AssessmentService/FillAnswers";
const idle = "4.4"; // May be declared not to arise.

/** The answers as the node holds them: figures by name, declarations by criterion. */
async function held() {
  const answer = await fetch(`${facts.portals["la-ha"]}/par.assessment.v1.AssessmentService/GetAssessment`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${facts.tokens["la-ha.clerk"]}` },
    body: JSON.stringify({ cycle: facts.cycle, unit: "la-ha" }),
  });
  const { answers, sheet } = await answer.json();
  return {
    figure: Object.fromEntries(answers.figures.map((one) => [one.figure, one.value])),
    said: Object.fromEntries((answers.declarations ?? []).map((one) => [one.criterion, one])),
    maximum: sheet.effectiveMaximumE4,
  };
}

async function paste(page, label, rows) {
  await page.getByLabel(label).focus();
  await page.getByLabel(label).evaluate((input, text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    input.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, rows);
}

async function pastesColumn(page) {
  await page.goto(leaf("1.1.3"));
  await page.getByText("2. Xây dựng và tổ chức thực hiện").click();
  await page.getByRole("button", { name: "Số liệu của lĩnh vực 2" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: /^Số liệu của lĩnh vực 2/ }).waitFor();
  const inputs = page.locator("tbody .field input, tbody .field select");
  check((await inputs.count()) === 9, "lĩnh vực 2: chín số liệu trong một bảng");
  await inputs.nth(1).focus();
  await page.keyboard.press("ArrowDown");
  check(await inputs.nth(2).evaluate((input) => input === document.activeElement), "mũi tên xuống sang ô dưới");
  await page.keyboard.press("Enter");
  await page.keyboard.press("ArrowUp");
  check(await inputs.nth(2).evaluate((input) => input === document.activeElement), "Enter xuống, mũi tên lên");
  const before = await held();
  const first = await inputs.nth(0).getAttribute("id");
  const label = await page.locator(`label[for="${first}"]`).innerText();
  await paste(page, label, "không\r\nmười\r\n1,5\r\n1\r\n31/02/2023\r\n");
  await page.getByText(/Dòng 2, “mười” .*: không phải số/).waitFor();
  await page.getByText(/Dòng 3, “1,5” .*: phải là số nguyên/).waitFor();
  await page.getByText(/Dòng 5, “31\/02\/2023” .*: không phải ngày/).waitFor();
  await look(page, "area-paste-refused");
  check(JSON.stringify((await held()).figure) === JSON.stringify(before.figure), "dán có ô sai: không nhận ô nào, ô sai được nêu tên");
  await paste(page, label, "1\t2\r\n3\t4");
  await page.getByText(/phần dán có 2 cột/).waitFor();
  await paste(page, label, Array(10).fill("1").join("\n"));
  await page.getByText(/phần dán có 10 dòng, từ ô này xuống chỉ còn 9 ô/).waitFor();
  await paste(page, label, "không\r\n4\r\n2\r\n1\r\n20/02/2023\r\n1.250\r\n1249\r\n\r\n6\r\n");
  await page.getByText("Đã nhận 8 giá trị từ bảng tính.").waitFor();
  await saved(page);
  const { figure } = await held();
  const want = { "2.1.1.done": "no", "2.1.2.n": "4", "2.2.1.a": "2", "2.2.1.b": "1", "2.2.2.d": "2023-02-20", "2.3.a": "1250", "2.3.b": "1249", "2.4.a": "7", "2.4.b": "6" };
  const differing = Object.entries(want).filter(([name, value]) => figure[name] !== value);
  check(differing.length === 0, `dán một cột: máy chủ giữ đúng từng giá trị ${JSON.stringify(differing)}`);
  await look(page, "area-pasted");
  await page.getByRole("button", { name: "Hoàn tác" }).click();
  await saved(page);
  check(JSON.stringify((await held()).figure) === JSON.stringify(before.figure), "hoàn tác: mọi giá trị như trước");
}

const typed = [
  { text: "1.500", held: "1500", shown: "1.500", why: "dấu chấm tách hàng nghìn" },
  { text: "1.234,5", held: "1234.5", shown: "1.234,5", why: "nhóm hàng nghìn và phần thập phân" },
  { text: "0.975", held: "0.975", shown: "0,975", why: "không nhóm hàng nghìn nào bắt đầu bằng số 0" },
  { text: "0,975", held: "0.975", shown: "0,975", why: "dấu phẩy thập phân" },
  { text: "975", held: "975", shown: "975", why: "không dấu nào" },
];
async function typesNumbers(page) {
  await page.goto(leaf("6.4.2"));
  const input = page.getByLabel(/^x — Thu nhập tăng thêm/).first();
  const before = (await held()).figure["6.4.2.x"] ?? "";
  for (const one of typed) {
    await input.fill(one.text);
    await page.keyboard.press("Tab");
    await saved(page);
    const now = (await held()).figure["6.4.2.x"];
    check(now === one.held && (await input.inputValue()) === one.shown, `gõ “${one.text}” (${one.why}): máy chủ giữ ${now}, ô hiện ${await input.inputValue()}`);
  }
  await input.fill(before.replace(".", ","));
  await saved(page);
}

// The field shows what was typed, so it may not be the former day that is sent.
async function wrongDay(page) {
  const day = page.getByLabel(/^d — Ngày ban hành theo ký số/);
  const refused = async (when) => {
    await page.getByText("Chưa lưu được").first().waitFor();
    check((await day.inputValue()) === "31/02/2023", `${when}: ô còn nguyên “31/02/2023”, nêu là chưa lưu được`);
    check((await page.getByText("Viết như 20/12/2023").isVisible()) && (await page.getByText("2023-12-20").count()) === 0, `${when}: nói cách viết của người, không phải của tệp`);
  };
  await page.goto(leaf("1.1.1"));
  const before = (await held()).figure["1.1.1.d"];
  await day.fill("31/02/2023");
  await page.keyboard.press("Tab");
  await refused("gõ ngày không có");
  await look(page, "day-refused");
  await page.getByRole("button", { name: /^(đã chấm|chưa chấm|0 điểm)?\s*1\.1\.3 / }).click();
  await done(page).waitFor();
  await page.getByRole("button", { name: /^(đã chấm|chưa chấm|0 điểm)?\s*1\.1\.1 / }).click();
  await refused("sang tiêu chí khác rồi trở lại");
  await page.reload();
  await refused("tải lại trang");
  check((await held()).figure["1.1.1.d"] === before, "máy chủ không nhận ngày sai");
  await day.fill("16/01/2023");
  await saved(page);
  check((await held()).figure["1.1.1.d"] === "2023-01-16", "sửa thành ngày đúng: đã lưu");
  await day.fill(before.split("-").reverse().join("/"));
  await saved(page);
}

async function leadsToField(page) {
  await page.getByRole("button", { name: "3.4.1", exact: true }).click();
  await page.getByRole("heading", { name: /^3\.4\.1\. / }).waitFor();
  await page.waitForFunction(() => document.activeElement?.textContent === "Chọn tệp…");
  check(true, "điều cần xem lại dẫn tới đúng chỗ gắn tài liệu");
}

async function notApplicable(page) {
  const { maximum } = await held();
  await page.goto(leaf(idle));
  await page.getByRole("checkbox", { name: "Không phát sinh nhiệm vụ" }).focus();
  await page.keyboard.press("Space");
  await page.getByLabel("Vì sao không phát sinh").fill("Năm 2023 không có nhiệm vụ này");
  await saved(page);
  await page.locator(".score").getByText("không phát sinh").waitFor();
  await look(page, "not-applicable");
  const now = await held();
  check(now.said[idle].notApplicable === "Năm 2023 không có nhiệm vụ này" && now.maximum !== maximum, `không phát sinh: lý do đã lưu, điểm tối đa ${maximum} thành ${now.maximum}`);
  check((now.said[idle].judged ?? "") === "", "không phát sinh thay cho mức tự chấm");
  await page.getByRole("checkbox", { name: "Không phát sinh nhiệm vụ" }).uncheck();
  await saved(page);
  const again = await held();
  check(again.said[idle].judged === "1" && again.maximum === maximum, "bỏ dấu: mức tự chấm và lý do trở lại");
}

// The first tab's line is cut; the second saves another field, then the same one.
async function twoTabs(page) {
  const other = await page.context().newPage();
  other.faults = [];
  await signIn(other, "la-ha.clerk");
  await page.goto(leaf("1.1.3"));
  await other.goto(leaf("1.1.3"));
  await done(page).waitFor();
  await why(other).waitFor();
  await page.route(fills, (route) => route.abort());
  await done(page).fill("31");
  await page.getByText(/đang giữ trong máy này/).waitFor();
  await why(other).fill("Hai nhiệm vụ chậm");
  await saved(other);
  await page.unroute(fills);
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await saved(page);
  const both = await held();
  check(both.figure["1.1.3.b"] === "31" && both.said["1.1.3"].explanation === "Hai nhiệm vụ chậm", "hai thẻ, hai ô: cả hai còn");
  await other.getByText("1,8788").first().waitFor();
  check((await done(other).inputValue()) === "31", "thẻ kia tự thấy giá trị mới");
  await page.route(fills, (route) => route.abort());
  await done(page).fill("30");
  await page.getByText(/đang giữ trong máy này/).waitFor();
  await done(other).fill("29");
  await saved(other);
  await page.unroute(fills);
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await page.getByText(/Người khác vừa sửa/).waitFor();
  await page.getByRole("button", { name: "Giữ của tôi: 30" }).click();
  await saved(page);
  check((await held()).figure["1.1.3.b"] === "30", "hai thẻ, một ô: được hỏi, không ghi đè lặng lẽ");
  await other.close();
}

// More is typed while a save is on its way; then an answer is lost after the node has saved.
async function typesMeanwhile(page) {
  let release;
  const gate = new Promise((resolve) => (release = resolve));
  const began = page.waitForRequest(fills);
  await page.route(fills, async (route) => {
    await gate;
    await route.continue();
  });
  await why(page).fill("Hai nhiệm vụ");
  await began;
  await why(page).fill("Hai nhiệm vụ chậm tiến độ");
  release();
  await page.unrouteAll({ behavior: "wait" });
  await saved(page);
  check((await held()).said["1.1.3"].explanation === "Hai nhiệm vụ chậm tiến độ", "gõ tiếp khi đang lưu: giữ bản gõ sau");
  let lost = 0;
  await page.route(fills, async (route) => {
    if (lost++ === 0) await route.fetch();
    await route.abort();
  });
  await why(page).fill("Ba nhiệm vụ");
  await page.getByText(/đang giữ trong máy này/).waitFor();
  await why(page).fill("Ba nhiệm vụ, do mưa bão");
  await page.unrouteAll({ behavior: "wait" });
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await saved(page);
  check((await held()).said["1.1.3"].explanation === "Ba nhiệm vụ, do mưa bão" && !(await page.getByText(/Người khác vừa sửa/).isVisible()), "câu trả lời bị mất: không nhận nhầm là người khác sửa");
}

async function signsOut(page) {
  await page.route(fills, (route) => route.abort());
  await done(page).fill("28");
  await page.getByText(/đang giữ trong máy này/).waitFor();
  await page.getByRole("button", { name: "Đăng xuất" }).click();
  await page.getByRole("heading", { name: /Đăng xuất khi còn thay đổi/ }).waitFor();
  await look(page, "sign-out-question");
  await page.getByRole("button", { name: "Ở lại" }).click();
  await page.getByRole("button", { name: "Đăng xuất" }).click();
  await page.getByRole("button", { name: "Đăng xuất, giữ lại trên máy" }).click();
  await page.getByRole("button", { name: "Mã truy cập" }).waitFor();
  await page.unroute(fills);
  await signIn(page, "la-ha.clerk");
  await page.goto(leaf("1.1.3"));
  await done(page).waitFor();
  await saved(page);
  check((await held()).figure["1.1.3.b"] === "28", "đăng xuất khi chưa lưu: được hỏi; đăng nhập lại thì tự lưu");
}

// Every write of the browser's store fails; then the store is forbidden altogether.
async function keepsNothing(browser) {
  const full = await visitor(browser, "la-ha");
  await full.addInitScript(() => {
    Storage.prototype.setItem = function (key, value) {
      if (this === localStorage) throw new DOMException("full", "QuotaExceededError");
      Object.defineProperty(this, key, { value: String(value), configurable: true, enumerable: true, writable: true });
    };
  });
  await signIn(full, "la-ha.clerk");
  await full.goto(leaf("1.1.3"));
  await full.route(fills, (route) => route.abort());
  await done(full).fill("27");
  await full.getByText(/Trình duyệt không giữ được thay đổi/).waitFor();
  await look(full, "browser-keeps-nothing");
  await full.unroute(fills);
  await full.evaluate(() => dispatchEvent(new Event("online")));
  await saved(full);
  check((await held()).figure["1.1.3.b"] === "27" && !(await full.getByText(/Trình duyệt không giữ được/).isVisible()), "bộ nhớ trình duyệt đầy: nói ra, vẫn lưu lên máy chủ");
  const forbidden = await visitor(browser, "la-ha");
  await forbidden.addInitScript(() => Object.defineProperty(window, "localStorage", { get() { throw new DOMException("denied", "SecurityError"); } }));
  await signIn(forbidden, "la-ha.clerk");
  await forbidden.goto(leaf("1.1.3"));
  await done(forbidden).fill("26");
  await saved(forbidden);
  check((await held()).figure["1.1.3.b"] === "26", "bộ nhớ trình duyệt bị cấm: vẫn làm việc được");
}

// The clerk's line is down while the leader approves: what was typed is shown, not saved, and not lost.
async function movesOn(page, leader) {
  await page.goto(leaf("1.1.3"));
  await done(page).waitFor();
  await page.route(fills, (route) => route.abort());
  await done(page).fill("25");
  await page.getByText(/đang giữ trong máy này/).waitFor();
  await leader.goto(leaf("1.1.3"));
  await leader.getByRole("button", { name: "Duyệt" }).click();
  await leader.getByRole("button", { name: "Gửi lên cấp trên" }).waitFor();
  await page.unroute(fills);
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await page.getByText(/1 thay đổi còn giữ trong máy này nhưng không lưu được nữa/).waitFor();
  check((await done(page).inputValue()) === "26" && (await page.getByText("Số nhiệm vụ đã hoàn thành: 25").isVisible()), "hồ sơ đã duyệt: ô hiện số của máy chủ, thay đổi giữ riêng được nêu");
  await look(page, "edits-held-back");
  await page.reload();
  await page.getByText(/1 thay đổi còn giữ trong máy này/).waitFor();
  await page.getByRole("button", { name: "Bỏ các thay đổi này" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Bỏ các thay đổi này" }).click();
  await saved(page);
  check((await held()).figure["1.1.3.b"] === "26", "bỏ thay đổi: hỏi trước, máy chủ không đổi");
}

await withBrowser(async (browser) => {
  const clerk = await visitor(browser, "la-ha");
  await signIn(clerk, "la-ha.clerk");
  await pastesColumn(clerk);
  await leadsToField(clerk);
  await typesNumbers(clerk);
  await wrongDay(clerk);
  await notApplicable(clerk);
  await twoTabs(clerk);
  await typesMeanwhile(clerk);
  await signsOut(clerk);
  await keepsNothing(browser);
  const leader = await visitor(browser, "la-ha");
  await signIn(leader, "la-ha.leader");
  await movesOn(clerk, leader);
});
