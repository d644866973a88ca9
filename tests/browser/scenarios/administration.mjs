// From a node with nothing in it to an open cycle through the portal alone: units (a bad file first),
// people (one refused by the separation of duties), a criteria set (one with errors first), a cycle;
// the new clerk signs in and finds it. The audit trail tells of it and the ledger holds.
import { readFileSync } from "node:fs";
import { press, typeInto } from "../keyboard.mjs";
import { check, drawn, facts, look, signIn, visitor, withBrowser } from "../screen.mjs";

facts.portals["mo-duc"] = facts.empty;
const admin = "mo-duc.administrator";

/** What the node itself answers, beside what a page shows. */
async function asked(method, body = {}) {
  const answer = await fetch(`${facts.empty}/par.${method}`, {
    method: "POST", headers: { "content-type": "application/json", authorization: `Bearer ${facts.tokens[admin]}` }, body: JSON.stringify(body),
  });
  check(answer.ok, `${method} trả lời ${answer.status}`);
  return answer.json();
}
const home = async (page) => {
  await page.getByRole("link", { name: "Trang chính" }).click();
  await page.getByRole("heading", { name: /^Xin chào/ }).waitFor();
};
const step = (page, name) => page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: new RegExp(`^${name}`) }) });
const file = (name, text) => ({ name, mimeType: "text/plain", buffer: Buffer.from(text) });
async function enter(page, name) {
  const to = page.getByRole("link", { name, exact: true });
  await to.first().focus();
  await page.keyboard.press("Enter");
}

async function importsUnits(page) {
  await page.getByText("Chuẩn bị cho kỳ đánh giá đầu tiên").waitFor();
  await look(page, "setup-empty");
  await enter(page, "Nhập danh sách đơn vị");
  await page.getByText("Máy chủ chưa có đơn vị nào.").waitFor();
  await look(page, "units-empty");
  await enter(page, "Nhập danh sách đơn vị");
  await page.locator("input[type=file]").setInputFiles(file("don-vi.csv",
    "\ufeffMã;Mã hành chính;Tên;Loại;Trực thuộc;Khối\r\nmo-duc;;Huyện Mộ Đức;huyện;;\r\nduc-tan;21400;Xã Đức Tân;làng;mo-duc;xã\r\nduc-phu;;Xã Đức Phú;xã;mo-cay;xã\r\n"));
  await page.getByText("Chưa có gì thay đổi").waitFor();
  await page.getByText("dòng 3 của bảng").waitFor();
  await look(page, "units-refused");
  check((await asked("unit.v1.UnitService/ListUnits")).units === undefined, "tệp sai: nêu lỗi theo dòng, máy chủ chưa nhận gì");
  // Then the table as it is pasted from Excel, by keyboard.
  await page.getByText("Dán bảng từ Excel").focus();
  await page.keyboard.press("Enter");
  await page.getByLabel(/^Các cột/).fill(
    "Mã\tMã hành chính\tTên\tLoại\tTrực thuộc\tKhối\nmo-duc\t\tHuyện Mộ Đức\thuyện\t\t\nduc-tan\t21400\tXã Đức Tân\txã\tmo-duc\txã, thị trấn\nduc-phu\t\tXã Đức Phú\txã\tmo-duc\txã, thị trấn");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByText("3 đơn vị mới").waitFor();
  await look(page, "units-preview");
  await page.getByRole("button", { name: "Nhập cây đơn vị" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Nhập cây đơn vị" }).click();
  await page.getByRole("link", { name: "Xã Đức Tân" }).click();
  await page.getByText("21400").first().waitFor();
  await look(page, "units");
  const { units } = await asked("unit.v1.UnitService/ListUnits");
  check(units.length === 3 && units.find((one) => one.id === "duc-tan").parent === "mo-duc", "bảng dán: ba đơn vị, đúng trực thuộc");
}

async function adds(page, { fullName, position = "", name, unit, roles }) {
  await page.getByRole("link", { name: "Thêm tài khoản" }).click();
  await page.getByLabel("Họ và tên").fill(fullName);
  await page.getByLabel("Chức vụ").fill(position);
  await page.getByLabel("Tài khoản", { exact: true }).fill(name);
  if (unit) await page.getByLabel("Đơn vị", { exact: true }).selectOption({ label: unit });
  for (const role of roles) await page.getByRole("checkbox", { name: new RegExp(`^${role}`) }).check();
  await page.getByRole("button", { name: "Thêm", exact: true }).click();
}
const shown = (page, name) => page.getByRole("heading", { name, exact: true }).waitFor();
const back = (page) => page.getByRole("link", { name: "← Tài khoản" }).click();

async function correctsPerson(page) {
  await typeInto(page, page.getByLabel("Chức vụ"), "Phó Trưởng phòng Nội vụ");
  await press(page, page.getByRole("button", { name: "Lưu họ tên, chức vụ" }));
  await page.getByText(/^Đã lưu; ý kiến, phiên họp/).waitFor();
  const { account } = await asked("account.v1.AccountService/GetAccount", { account: "hoi-dong" });
  check(account.position === "Phó Trưởng phòng Nội vụ" && account.fullName === "Lê Thị Cúc" && account.roles.length === 2, "đổi chức vụ: vai trò giữ nguyên");
}

const row = (...cells) => cells.join("\t");
const accountTable = (page) => page.getByLabel("Dán bảng từ Excel, mỗi người một dòng");

// Two communes of one name, as a province has them: the table must say which by its id.
async function asksWhichOfOneName(page) {
  const list = "**/par.unit.v1.UnitService/ListUnits";
  await page.route(list, async (route) => {
    const response = await route.fetch();
    const told = (await response.body()).toString("latin1").replace(Buffer.from("Xã Đức Tân").toString("latin1"), Buffer.from("Xã Đức Phú").toString("latin1"));
    await route.fulfill({ response, body: Buffer.from(told, "latin1") });
  });
  await page.reload();
  await accountTable(page).fill(row("Hồ Văn Phú", "", "phu", "Xã Đức Phú", "Lãnh đạo đơn vị"));
  await page.getByText("“Xã Đức Phú”: tên trùng, hãy ghi mã đơn vị").waitFor();
  check(await page.getByRole("button", { name: "Thêm 1 tài khoản" }).isDisabled(), "hai đơn vị cùng tên: chưa thêm gì, hỏi mã đơn vị");
  await accountTable(page).fill(row("Hồ Văn Phú", "", "phu", "duc-phu", "Lãnh đạo đơn vị"));
  await page.getByRole("cell", { name: "Xã Đức Phú (duc-phu)" }).waitFor();
  check(await page.getByRole("button", { name: "Thêm 1 tài khoản" }).isEnabled(), "ghi mã thì rõ là đơn vị nào");
  await page.unroute(list);
  await page.reload();
}

async function addsFromTable(page) {
  await page.getByRole("link", { name: "Thêm từ bảng" }).click();
  await accountTable(page).waitFor();
  await asksWhichOfOneName(page);
  const field = accountTable(page);
  await field.fill(["Họ và tên\tChức vụ", row("Lý Thị Én", "Chánh Văn phòng", "en", "Huyện Mộ Đức", "Hội đồng thẩm định, Người thẩm định"), row("Hồ Văn Phú", "", "phu", "Xã Nào", "Lãnh đạo đơn vị")].join("\n"));
  await page.getByText("Máy chủ này không giữ đơn vị “Xã Nào”").waitFor();
  check(await page.getByRole("button", { name: "Thêm 2 tài khoản" }).isDisabled(), "dòng sai: chưa thêm gì");
  await look(page, "accounts-table");
  await field.fill([row("Lý Thị Én", "Chánh Văn phòng", "en", "Huyện Mộ Đức", "Hội đồng thẩm định, Người thẩm định"), row("Trùng Tên", "", "hoi-dong", "Huyện Mộ Đức", "Lãnh đạo đơn vị")].join("\n"));
  await press(page, page.getByRole("button", { name: "Thêm 2 tài khoản" }));
  await page.getByText("1 dòng chưa thêm được, còn lại ở trên để sửa:").waitFor();
  check((await field.inputValue()).startsWith("Trùng Tên\t"), "dòng bị từ chối còn lại để sửa");
  const { account } = await asked("account.v1.AccountService/GetAccount", { account: "en" });
  check(account.position === "Chánh Văn phòng" && account.roles.join() === "ROLE_REVIEWER,ROLE_COUNCIL", "người trong bảng đã có tài khoản, chức vụ, hai vai trò");
  await back(page);
}

async function locksAndOpens(page) {
  await page.getByRole("button", { name: "Khóa tài khoản" }).click();
  check(await page.getByRole("button", { name: "Khóa", exact: true }).isDisabled(), "khóa tài khoản phải có lý do");
  await page.getByLabel(/^Lý do/).fill("chuyển công tác");
  await page.getByRole("button", { name: "Khóa", exact: true }).click();
  await page.getByText("đã khóa").waitFor();
  check((await asked("account.v1.AccountService/GetAccount", { account: "hoi-dong" })).account.disabled === true, "đã khóa tại máy chủ");
  await page.getByRole("button", { name: "Mở lại tài khoản" }).click();
  await page.getByLabel(/^Lý do/).fill("nhầm người");
  await page.getByRole("button", { name: "Mở lại", exact: true }).click();
  await page.getByText("đang dùng").waitFor();
}

async function makesAccounts(page) {
  await home(page);
  await step(page, "Danh sách đơn vị").getByText("đã xong").waitFor();
  await step(page, "Tài khoản cho từng người").getByText(/Người thẩm định, Hội đồng thẩm định/).or(page.getByText(/Còn thiếu người giữ vai trò/)).first().waitFor();
  await enter(page, "Thêm tài khoản");
  await adds(page, { fullName: "Trần Văn Bình", name: "cong-bo", roles: ["Người công bố", "Quản trị viên"] });
  await page.getByText("quản trị viên không tham gia chấm điểm").waitFor();
  await look(page, "account-refused");
  check((await asked("account.v1.AccountService/ListAccounts")).accounts.length === 1, "quản trị viên kèm vai trò khác: bị từ chối, chưa thêm gì");
  await page.getByRole("checkbox", { name: /^Quản trị viên/ }).uncheck();
  await page.getByRole("button", { name: "Thêm", exact: true }).click();
  await shown(page, "Trần Văn Bình");
  // A token for the publisher's program: shown once, known to the node by its hash only.
  await page.getByLabel("Dùng ở đâu").fill("máy của phòng Nội vụ");
  await page.getByRole("button", { name: "Cấp mã", exact: true }).click();
  const token = (await page.getByRole("dialog").locator("code").textContent()).trim();
  check(/^parnet_[0-9a-f]{64}$/.test(token), "mã truy cập hiện một lần");
  await page.getByRole("button", { name: "Đã bàn giao" }).click();
  await page.getByText("máy của phòng Nội vụ").waitFor();
  check(!(await page.content()).includes(token), "đóng lại thì trang không còn mã");
  await back(page);
  await adds(page, { fullName: "Lê Thị Cúc", position: "Chuyên viên Phòng Nội vụ", name: "hoi-dong", roles: ["Người thẩm định", "Hội đồng thẩm định"] });
  await shown(page, "Lê Thị Cúc");
  await correctsPerson(page);
  await locksAndOpens(page);
  await back(page);
  await addsFromTable(page);
  await adds(page, { fullName: "Võ Minh Dũng", name: "dung.duc-tan", unit: "Xã Đức Tân", roles: ["Công chức nhập liệu"] });
  await shown(page, "Võ Minh Dũng");
  await page.getByRole("button", { name: "Cấp mã một lần" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Cấp mã", exact: true }).click();
  await page.getByRole("heading", { name: "Mã một lần", exact: true }).waitFor();
  const code = (await page.getByRole("dialog").locator("code").textContent()).trim();
  await look(page, "one-time-code");
  await page.getByRole("button", { name: "Đã bàn giao" }).click();
  await page.getByText(/mã một lần chờ dùng đến/).waitFor();
  await look(page, "account");
  await back(page);
  await page.getByRole("link", { name: "Võ Minh Dũng" }).waitFor();
  await look(page, "accounts");
  return { token, code };
}

async function issuesSet(browser, page, token) {
  await home(page);
  await step(page, "Bộ chỉ số đang áp dụng").getByText(/Người công bố \(cong-bo\)/).waitFor();
  await look(page, "setup-criteria");
  facts.tokens["cong-bo"] = token;
  const publisher = await visitor(browser, "mo-duc");
  await signIn(publisher, "cong-bo");
  await enter(publisher, "Nhập bộ chỉ số");
  await publisher.locator("input[type=file]").setInputFiles(`${facts.criteria}/quang-ngai-district-2023.yaml`);
  await publisher.getByRole("heading", { name: /^Lỗi \(/ }).waitFor();
  await publisher.getByText(/^dòng \d+, cột \d+$/).first().waitFor();
  check(await publisher.getByRole("button", { name: "Nhập làm bản dự thảo" }).isDisabled(), "bộ chỉ số có lỗi: nêu dòng, cột; chưa nhập được");
  await look(publisher, "criteria-errors");
  const sample = readFileSync(`${facts.criteria}/commune-sample-2023.yaml`, "utf8");
  for (const [version, text] of [[1, sample], [2, sample.replace(/^version: 1$/m, "version: 2").replace("Sáng kiến hoặc giải pháp mới trong CCHC", "Sáng kiến, giải pháp mới trong CCHC")]]) {
    if (version === 2) {
      await publisher.getByRole("link", { name: "← Bộ chỉ số" }).click();
      await publisher.getByRole("link", { name: "Nhập bộ chỉ số" }).click();
    }
    await publisher.locator("input[type=file]").setInputFiles(file("commune-sample-2023.yaml", text));
    await publisher.getByRole("button", { name: "Nhập làm bản dự thảo" }).click();
    await publisher.getByText(`phiên bản ${version},`).waitFor();
    if (version === 2) break;
    for (const way of ["Công bố", "Áp dụng"]) {
      await publisher.getByRole("button", { name: way, exact: true }).click();
      await publisher.getByRole("dialog").getByRole("button", { name: way, exact: true }).click();
      await publisher.getByText(way === "Công bố" ? /^Đã công bố; bộ chỉ số/ : /^Đã áp dụng/).waitFor();
    }
    await publisher.getByText(/^1 /).first().click();
    await look(publisher, "criteria-set");
  }
  await publisher.getByRole("link", { name: "So với phiên bản 1" }).click();
  await publisher.getByText("1 tiêu chí khác nhau").waitFor();
  await look(publisher, "criteria-compare");
  const { sets } = await asked("criteria.v1.CriteriaService/ListSets");
  check(sets.find((one) => one.version === 1).state === "SET_STATE_ACTIVE" && sets.find((one) => one.version === 2).state === "SET_STATE_DRAFT",
    "phiên bản 1 đang áp dụng, phiên bản 2 là dự thảo");
}

async function opensCycle(page) {
  await home(page);
  await page.reload();
  await enter(page, "Mở kỳ đánh giá");
  await page.getByText("Đơn vị tham gia (cấp xã): 2 trên 2").waitFor();
  await look(page, "cycle-new");
  await page.getByRole("button", { name: "Mở kỳ", exact: true }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").getByRole("button", { name: "Mở kỳ", exact: true }).click();
  await page.getByText("0 trên 2").first().waitFor();
  await page.getByRole("button", { name: /^Chuyển sang/ }).click();
  await page.getByRole("button", { name: "Chuyển", exact: true }).click();
  await page.getByText("đang tự đánh giá", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Gia hạn Công bố" }).click();
  const day = page.getByLabel("Hạn mới");
  const before = (await day.inputValue()).split("/").reverse().join("-");
  const later = new Date(Date.parse(before) + 5 * 86_400_000).toISOString().slice(0, 10);
  await day.focus();
  await page.keyboard.press("Control+a");
  await page.keyboard.type("31/02/2030");
  await page.keyboard.press("Tab");
  await page.getByRole("alert").getByText("Không phải một ngày. Viết như 20/12/2023.").waitFor();
  check((await day.getAttribute("aria-invalid")) === "true" && (await day.inputValue()) === "31/02/2030", "ngày không có thật: nêu ngay tại ô, giữ chữ đã gõ");
  await look(page, "cycle-extend-no-day");
  for (const typed of [later, later.split("-").reverse().join("-"), later.split("-").reverse().join(""), later.split("-").reverse().map(Number).join("/")]) {
    await day.fill(typed);
    await page.keyboard.press("Tab");
    check((await day.inputValue()) === later.split("-").reverse().join("/"), `gõ ${typed}: ô hiện ${await day.inputValue()}`);
  }
  await page.getByLabel(/^Lý do/).fill("Bão số 9");
  await look(page, "cycle-extend");
  await page.getByRole("dialog").getByRole("button", { name: "Gia hạn" }).click();
  await page.getByText(later.split("-").reverse().join("/")).waitFor();
  await look(page, "cycle");
  const { cycles } = await asked("cycle.v1.CycleService/ListCycles");
  check(cycles.length === 1 && cycles[0].id === "mo-duc-commune-2023" && cycles[0].state === "self_assessing" && cycles[0].publishBy === later &&
    cycles[0].units.join() === "duc-phu,duc-tan", "kỳ đã mở cho hai xã, đang tự đánh giá, hạn công bố đã lùi");
  await home(page);
  await page.getByText("Hồ sơ tự đánh giá của đơn vị").waitFor();
  while ((await page.getByText("Đang tải…").count()) > 0) await drawn(page); // Of the lines and of what is due.
  check((await page.getByText("Chuẩn bị cho kỳ đánh giá đầu tiên").count()) === 0, "xong cả bốn bước thì phần chuẩn bị không còn");
}

async function clerkFindsCycle(browser, code) {
  const clerk = await visitor(browser, "mo-duc");
  await clerk.goto("/");
  await clerk.getByRole("button", { name: "Lần đầu" }).click();
  await clerk.getByLabel("Tài khoản", { exact: true }).fill("dung.duc-tan");
  await clerk.getByLabel("Mã một lần", { exact: true }).fill(code);
  await clerk.getByLabel("Mật khẩu mới").fill("lúa chín vàng đồng Đức Tân");
  await clerk.keyboard.press("Enter");
  await clerk.getByRole("heading", { name: "Xin chào, Võ Minh Dũng" }).waitFor();
  await clerk.getByRole("heading", { name: /^Đánh giá, xếp hạng/ }).waitFor();
  check((await clerk.getByRole("link", { name: "Quản trị", exact: true }).count()) === 0, "công chức mới đăng nhập bằng mã một lần, thấy kỳ đánh giá, không thấy phần quản trị");
}

/** The second piece of a check meets `fate`; what is said meanwhile is what a person reads while it takes long. */
async function checksLedger(page) {
  const button = (name) => page.getByRole("button", { name, exact: true });
  let fate;
  let sent = 0;
  await page.route("**/par.node.v1.NodeService/VerifyLedger", async (route) => {
    await (++sent === 2 ? fate(route) : route.continue());
  });
  const { entries } = await asked("node.v1.NodeService/GetStatus");

  fate = () => undefined;
  await button("Kiểm tra chuỗi").click();
  await page.getByText(`Đang đi theo chuỗi: 1 / ${entries} bút toán (${Math.floor(100 / entries)} %)`).waitFor();
  check((await page.getByRole("progressbar").getAttribute("value")) === String(Math.floor(100 / entries)), `kiểm tra sổ cái: thấy đã xong 1 / ${entries} bút toán`);
  await look(page, "audit-verifying");
  // VerifyLedgerRequest.cancel
  const told = page.waitForRequest((request) => request.url().endsWith("/VerifyLedger") && request.postDataBuffer().includes(Buffer.from([0x18, 1])));
  await button("Hủy").press("Enter");
  await page.getByText("Đã dừng kiểm tra.").waitFor();
  check((await (await told).response()).ok(), "dừng được, và máy chủ được báo để dừng theo");

  sent = 0;
  fate = (route) => route.abort("connectionfailed");
  await button("Dựng lại và so sánh").click();
  await page.getByText(/^Bước 1\/3\. Đang đi theo chuỗi: 1 \//).waitFor();
  await page.getByText("Máy chủ chưa trả lời; việc kiểm tra sẽ tự đi tiếp.").waitFor();
  await page.getByText(`Sổ cái nguyên vẹn: ${entries} bút toán nối liền nhau`).waitFor();
  await page.getByText(/Dựng lại giống hệt \d/).waitFor();
  check(sent >= 3, "đứt đường truyền giữa chừng: tự đi tiếp đến kết luận, dựng lại giống hệt");
}

async function audits(page) {
  await page.goto("/administration/audit");
  const rows = page.getByRole("rowheader");
  await rows.filter({ hasText: "Mở kỳ đánh giá" }).waitFor();
  await page.getByLabel("Tài khoản", { exact: true }).fill("cong-bo");
  await page.getByLabel("Loại việc").selectOption({ label: "Bộ chỉ số" });
  await page.keyboard.press("Tab");
  await page.getByRole("button", { name: "Lọc nhật ký" }).click();
  await page.getByText("4 bút toán, mới nhất trước").waitFor();
  check((await rows.allTextContents()).join() === "Nhập bộ chỉ số,Áp dụng bộ chỉ số,Công bố bộ chỉ số,Nhập bộ chỉ số", "nhật ký lọc theo người và loại việc, mới nhất trước");
  await look(page, "audit");
  await checksLedger(page);
  await look(page, "audit-verified");
  await page.goto("/administration/backup");
  await page.getByText(/parctl backup make/).waitFor();
  await look(page, "backup");
  await page.goto("/administration/lines");
  await page.getByText("Không có máy chủ nào ở trên.").waitFor();
  await look(page, "administration-lines");
  await page.getByRole("button", { name: "English" }).click();
  await page.goto("/administration/accounts");
  await page.getByRole("link", { name: "Add an account" }).waitFor();
  await look(page, "accounts-english");
}

await withBrowser(async (browser) => {
  const page = await visitor(browser, "mo-duc");
  await signIn(page, admin);
  await importsUnits(page);
  const { token, code } = await makesAccounts(page);
  await issuesSet(browser, page, token);
  await opensCycle(page);
  await clerkFindsCycle(browser, code);
  await audits(page);
  // Who is answerable for a unit sees its audit trail, and only that.
  const leader = await visitor(browser, "tu-nghia");
  await signIn(leader, "tu-nghia.leader");
  await leader.getByRole("link", { name: "Quản trị" }).click();
  await leader.getByRole("heading", { name: "Nhật ký" }).waitFor();
  await leader.getByRole("rowheader").first().waitFor();
  check((await leader.getByRole("navigation", { name: "Các phần quản trị" }).getByRole("link").count()) === 1, "lãnh đạo: thực đơn có quản trị, chỉ phần nhật ký");
});
