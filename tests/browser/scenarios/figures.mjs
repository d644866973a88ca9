// A quarter's figures in the browser: la-ha is reminded of what is due, types and pastes its real figures, a
// contradiction is named with its numbers, edits outlive a reload and a lost line, the leader sends; the
// district sees who has reported, adds up, follows a number down to la-ha, and sees which criteria may lose
// points. In another quarter: what is typed while figures are on their way, an answer that is lost, somebody
// else's number, a second tab, a browser that keeps nothing.
import { execFileSync, spawnSync } from "node:child_process";
import { giveBook, previewOf, refusedCells, takesAway } from "../book.mjs";
import { press } from "../keyboard.mjs";
import { paper } from "../paper.mjs";
import { ask, check, drawn, facts, look, requestId, signIn, visitor, withBrowser } from "../screen.mjs";

const page_ = `/figures/${facts.catalogue}/2023-Q3`;
// As a Vietnamese spreadsheet copies them: from files received to the results that are digitised.
const column = ["1.050", "6", "1.044", "8", "1.030", "1.033", "0", "9", "9", "0",
  "1.007", "712", "648", "295", "293", "1.042", "1.005", "1.033", "925"];
const now = (page, title) => page.getByLabel(`${title}, Kỳ này`, { exact: true });

async function pastes(page, text) {
  await page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
  await page.keyboard.press("Control+V");
}

/** At the district, once that many have come up. */
async function reported(page, count) {
  for (let asked = 0; asked < 60; ++asked) {
    await page.goto(page_);
    await page.getByText(/trên 2 đơn vị đã báo cáo/).first().waitFor();
    if (await page.getByText(`${count} trên 2 đơn vị đã báo cáo`).isVisible()) return;
  }
  check(false, `huyện thấy ${count} trên 2 đơn vị đã báo cáo`);
}

// What the catalogue asks for every quarter, though nobody has declared it yet; gone once it is sent.
async function isReminded(page) {
  const duty = page.getByRole("listitem").filter({ hasText: /Chưa gửi số liệu · .*chốt số liệu/ });
  await duty.getByText(/quý (I|II|III|IV) năm \d{4}$/).waitFor();
  await look(page, "home-duties");
  await duty.getByRole("link", { name: "Mở báo cáo" }).click();
  await page.getByText("Chưa gửi số liệu của kỳ này").waitFor();
  const [, , catalogue, period] = new URL(page.url()).pathname.split("/");
  await ask("la-ha", "la-ha.leader", "par.report.v1.ReportService/DeclareFigures",
    { requestId: requestId(), unit: "la-ha", catalogue, period, figures: [{ indicator: "files_received", value: "1" }] });
  const report = page.waitForResponse(/ReportService\/GetReport$/);
  const plans = page.waitForResponse(/RemediationService\/ListPlans$/);
  await page.goto("/");
  for (const one of [await report, await plans]) await one.finished();
  await page.getByRole("heading", { name: "Hồ sơ tự đánh giá của đơn vị" }).waitFor();
  await drawn(page);
  check((await duty.count()) === 0, `trang chính nhắc số liệu ${period} chưa gửi, gửi rồi thì thôi`);
}

async function entersByKeyboard(page) {
  await now(page, "Tổng số hồ sơ tiếp nhận").focus();
  await page.keyboard.type("1050");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.type("6");
  await page.keyboard.press("Enter");
  await page.keyboard.type("1044x");
  await page.keyboard.press("ArrowUp");
  await page.getByText("1 ô chưa đúng, chưa gửi được").waitFor();
  check(await page.getByRole("button", { name: "Gửi số liệu" }).isDisabled(), "ô gõ sai được nêu ngay, chưa gửi được");
  check((await now(page, "Tổng số hồ sơ tiếp nhận").inputValue()) === "1.050", "số gõ 1050 hiện là 1.050");
  await look(page, "figures-fault");
}

async function pastesWholeOrNot(page) {
  await now(page, "Tổng số hồ sơ tiếp nhận").focus();
  await pastes(page, ["1.051", "sáu", "1.044"].join("\n"));
  await page.getByText("dòng 2, cột 1 (Hồ sơ các kỳ trước chuyển qua): “sáu”").waitFor();
  check((await now(page, "Tổng số hồ sơ tiếp nhận").inputValue()) === "1.050", "dán có ô sai: nêu ô, không nhận nửa chừng");
  await look(page, "figures-paste-refused");
  await now(page, "Tổng số hồ sơ tiếp nhận").focus();
  await pastes(page, column.join("\r\n") + "\r\n");
  await page.getByText("Đã dán 19 ô").waitFor();
  check((await now(page, "Hồ sơ đã số hóa kết quả").inputValue()) === "925", "dán cả cột 19 số theo cách viết của Việt Nam");
  await now(page, "Tổng số hồ sơ tiếp nhận").focus();
  await pastes(page, ["1.060", "", "1.045"].join("\n"));
  await page.getByText("Đã dán 2 ô").waitFor();
  const first = async () => [await now(page, "Tổng số hồ sơ tiếp nhận").inputValue(), await now(page, "Hồ sơ các kỳ trước chuyển qua").inputValue()].join(" ");
  check((await first()) === "1.060 6", `dán ô để trống: số liệu đã có còn nguyên (${await first()})`);
  await page.getByRole("button", { name: "Hoàn tác" }).click();
  await page.getByText("Đã trả lại các giá trị trước khi dán.").waitFor();
  check((await first()) === "1.050 6", `hoàn tác lần dán: ${await first()}`);
  await page.getByRole("button", { name: "Đóng", exact: true }).click();
}

// The workbook that parctl made, filled in: mistakes by their cells, then what it would change, entered and undone.
async function fillsFromBook(page) {
  await giveBook(page, facts.wrong);
  await page.getByText(`có ${Object.keys(facts.places).length} ô phải sửa`).waitFor();
  const cells = await refusedCells(page);
  for (const [place, value] of Object.entries(facts.places)) check(cells.some((one) => one.startsWith(`${place} “${value}”: `)), `ô sai được nêu: ${cells.find((one) => one.startsWith(place)) ?? place}`);
  await giveBook(page, facts.later);
  await page.getByRole("region", { name: "Vì sao" }).getByText("tệp của kỳ khác; trang này là kỳ 2023-Q3").waitFor();
  await giveBook(page, facts.astray);
  await page.getByRole("alert").getByText("Tệp Excel bị hỏng ở phần xl/_rels/workbook.xml.rels.").waitFor();
  await giveBook(page, facts.right);
  await page.getByRole("heading", { name: "Tệp quy-3.xlsx: 2 ô sẽ thay đổi" }).waitFor();
  const seen = await previewOf(page, /^Tổng số hồ sơ tiếp nhận Cùng kỳ năm trước, E/);
  check(seen.join(" → ") === "– → 1.234", `xem trước: cùng kỳ năm trước ${seen.join(" → ")}; “1.044” dạng chữ giống số đã có`);
  await look(page, "figures-book-preview");
  await press(page, page.getByRole("button", { name: "Nhập 2 ô" }));
  await page.getByText("Đã nhập 2 ô từ tệp quy-3.xlsx.").waitFor();
  const before = page.getByLabel("Tổng số hồ sơ tiếp nhận, Cùng kỳ năm trước", { exact: true });
  check((await before.inputValue()) === "1.234", "đã nhập: cùng kỳ năm trước 1.234");
  const path = await takesAway(page, page.getByRole("button", { name: "Tải tệp Excel" }), "so-lieu.xlsx");
  const yaml = execFileSync(facts.parctl, ["figures", "convert", "--indicators", facts.indicators, path], { encoding: "utf8" });
  check(["files_received\": \"1050\"", "files_received\": \"1234\"", "\"925\""].every((one) => yaml.includes(one)), "parctl đọc tệp trình duyệt viết: 1050, cùng kỳ 1234");
  await page.getByRole("button", { name: "Hoàn tác" }).click();
  check((await before.inputValue()) === "", "hoàn tác: ô trống trở lại");
}

// An older browser that reads workbooks and writes none.
async function isToldThatNoneIsWritten(page) {
  await page.evaluate(() => delete globalThis.CompressionStream);
  const told = page.getByRole("alert").getByText("Trình duyệt này chưa ghi được tệp Excel");
  await page.getByRole("button", { name: "Tải tệp Excel" }).click();
  await told.waitFor();
  await page.getByRole("button", { name: /^Tải Excel: / }).click();
  await told.nth(1).waitFor();
  check(true, "trình duyệt không ghi được tệp Excel: cả hai máy chủ đều nói rõ");
}

// Issued a second time, in the browser: mistakes by line, what it feeds, the question, and the communes get it.
async function issues(page) {
  await page.goto("/administration/indicators");
  await page.getByRole("row", { name: /par-report-district-2023/ }).waitFor();
  await press(page, page.getByRole("link", { name: "Ban hành hệ chỉ tiêu" }));
  await page.locator("input[type=file]").setInputFiles(facts.badIndicators);
  await page.getByText(/^Tệp indicators-sai\.yaml có 2 lỗi\.$/).waitFor();
  check((await page.getByText(/^dòng \d+, cột \d+$/).count()) === 2 && (await page.getByRole("button", { name: "Ban hành", exact: true }).count()) === 0, "tệp sai: hai lỗi theo dòng, cột; không ban hành được");
  await look(page, "indicators-refused");
  await page.locator("input[type=file]").setInputFiles(facts.indicators);
  await page.getByText(/Đây sẽ là lần ban hành thứ 2/).waitFor();
  await press(page, page.getByRole("button", { name: "Ban hành", exact: true }));
  await page.getByRole("dialog").waitFor();
  await page.getByRole("dialog").getByRole("button", { name: "Ban hành" }).click();
  await page.getByText("Đã ban hành par-report-district-2023, lần 2; đang gửi xuống các đơn vị.").waitFor();
  await look(page, "indicators");
  let version = "";
  for (let asked = 0; asked < 100 && version !== "2"; ++asked) version = (await ask("la-ha", "la-ha.clerk", "par.report.v1.ReportService/GetIndicators", { id: facts.catalogue })).version;
  check(version === "2", "máy chủ của La Hà đã nhận lần ban hành thứ 2");
}

async function contradictionIsNamed(page) {
  const named = page.getByRole("button", { name: /1\.050 - 8 = 1\.042.*1\.030 \+ 9 = 1\.039/ });
  await named.waitFor();
  await look(page, "figures-contradiction");
  await page.reload();
  await named.waitFor();
  check((await now(page, "Tổng số hồ sơ tiếp nhận").inputValue()) === "1.050", "tải lại trang: số chưa gửi còn nguyên trong máy");
  await page.context().setOffline(true);
  await now(page, "Hồ sơ đã giải quyết").fill("1.033");
  await page.getByText(/Mất kết nối: 19 ô sửa đang giữ trong máy này/).waitFor();
  await page.context().setOffline(false);
  await page.getByText("Các số liệu khớp nhau.").waitFor();
  check(true, "sửa 1.030 thành 1.033 lúc mất mạng: có mạng lại thì kiểm tra, mọi số liệu khớp nhau");
  await page.getByText("1.042/1.042", { exact: true }).waitFor();
  check(await page.getByText("100,00 %").first().isVisible(), "tỷ lệ do máy chủ tính: 1.042/1.042 = 100,00 %");
}

async function sends(page) {
  await page.getByRole("button", { name: "Gửi số liệu" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Gửi 19 số liệu của quý III năm 2023?" }).waitFor();
  await look(page, "figures-send");
  await page.getByRole("button", { name: "Gửi", exact: true }).click();
  await page.getByText("Đã gửi. Số liệu đang lên cấp trên.").waitFor();
  await page.getByText(/người gửi: .+, Chủ tịch Ủy ban nhân dân/).waitFor();
  await look(page, "figures-sent");
}

const declares = "**/*.ReportService/DeclareFigures";
const another = page_.replace("Q3", "Q2");
const received = (page) => now(page, "Tổng số hồ sơ tiếp nhận");
const carried = (page) => now(page, "Hồ sơ các kỳ trước chuyển qua");
async function pressSend(page) {
  await page.getByRole("button", { name: /^Gửi (lại )?số liệu$/ }).and(page.locator(":enabled")).click();
  await page.getByRole("dialog").getByRole("button", { name: "Gửi", exact: true }).click();
}
const declaredElsewhere = (value) => ask("la-ha", "la-ha.leader", "par.report.v1.ReportService/DeclareFigures",
  { requestId: requestId(), unit: "la-ha", catalogue: facts.catalogue, period: "2023-Q2", figures: [{ indicator: "files_received", value }] });
async function declaredAt() {
  const { rows } = await ask("la-ha", "la-ha.leader", "par.report.v1.ReportService/GetReport", { catalogue: facts.catalogue, period: "2023-Q2", unit: "la-ha", asDeclared: true });
  return rows[0].declaredAt;
}

async function typesWhileSending(page) {
  await page.goto(another);
  await page.getByText("Chưa gửi số liệu của kỳ này").waitFor();
  await received(page).fill("10");
  let release;
  const gate = new Promise((resolve) => (release = resolve));
  await page.route(declares, async (route) => {
    await gate;
    await route.continue();
  });
  const began = page.waitForRequest(declares);
  await pressSend(page);
  await began;
  await received(page).fill("11");
  await carried(page).fill("3");
  release();
  await page.unrouteAll({ behavior: "wait" });
  await page.getByText(/^Đã gửi lúc/).waitFor();
  await page.getByText("2 ô sửa đang giữ trong máy này, chưa gửi").waitFor();
  check((await received(page).inputValue()) === "11" && (await carried(page).inputValue()) === "3", "gõ khi đang gửi: còn nguyên, chờ gửi lần sau");
}

// The node has them, the answer does not come: sent again they would count from then.
async function losesAnswer(page) {
  await page.route(declares, async (route) => {
    await route.fetch();
    await route.abort();
  });
  await pressSend(page);
  await page.getByRole("alert").first().waitFor();
  await page.unrouteAll({ behavior: "wait" });
  const first = await declaredAt();
  await pressSend(page);
  await page.getByText("Đã gửi. Số liệu đang lên cấp trên.").waitFor();
  check((await declaredAt()) === first, "câu trả lời bị mất, gửi lại: số liệu vẫn tính từ lần gửi đầu");
}

async function meetsAnothersNumber(page) {
  await received(page).fill("12");
  await declaredElsewhere("13");
  await pressSend(page);
  await page.getByText("Trên máy chủ đã có số khác").waitFor();
  await received(page).fill("11");
  check((await received(page).inputValue()) === "11" && (await page.getByText("Trên máy chủ đã có số khác").isVisible()), "gõ lại số ban đầu khi có số khác: không mất, vẫn được hỏi");
  await received(page).fill("13");
  await page.getByText("Trên máy chủ đã có số khác").waitFor({ state: "detached" });
  check((await received(page).inputValue()) === "13", "gõ đúng số trên máy chủ: không còn gì để hỏi");
}

async function twoTabs(page) {
  await page.reload();
  await page.getByText(/^Đã gửi lúc/).waitFor();
  const other = await page.context().newPage();
  other.faults = [];
  await signIn(other, "la-ha.leader");
  await other.goto(another);
  await received(other).waitFor();
  await received(page).fill("20");
  await page.getByText("1 ô sửa đang giữ trong máy này, chưa gửi").waitFor();
  await carried(other).fill("5");
  await other.getByText("1 ô sửa đang giữ trong máy này, chưa gửi").waitFor();
  await other.close();
  await page.reload();
  await page.getByText("2 ô sửa đang giữ trong máy này, chưa gửi").waitFor();
  check((await received(page).inputValue()) === "20" && (await carried(page).inputValue()) === "5", "hai thẻ: ô của thẻ nào cũng còn");
  await page.getByRole("button", { name: "Bỏ các ô sửa" }).click();
  const asked = page.getByRole("dialog", { name: "Bỏ hẳn 2 ô đã sửa, chưa gửi?" });
  await asked.getByRole("button", { name: "Hủy" }).click();
  check((await received(page).inputValue()) === "20", "bỏ các ô sửa: hỏi trước");
  await page.getByRole("button", { name: "Bỏ các ô sửa" }).click();
  await asked.getByRole("button", { name: "Bỏ các ô sửa" }).click();
  await page.getByText("Không có gì chưa gửi").waitFor();
}

async function keepsNothing(browser) {
  const full = await visitor(browser, "la-ha");
  await signIn(full, "la-ha.leader");
  await full.goto(another);
  await received(full).waitFor();
  await full.evaluate(() => {
    Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };
  });
  await received(full).fill("21");
  await full.getByText(/Trình duyệt không giữ được thay đổi/).waitFor();
  check(true, "trình duyệt không giữ được: nói ra ngay");
  await full.context().close();
}

async function followsDown(page) {
  await reported(page, 2);
  check(await page.getByText("2 trên 2 đơn vị đã báo cáo").isVisible(), "huyện thấy cả hai đơn vị đã báo cáo");
  const row = page.getByRole("row", { name: /^Tổng số hồ sơ tiếp nhận/ });
  check(await row.getByText("1.957", { exact: true }).isVisible(), "huyện cộng được 1.050 + 907 = 1.957");
  await page.getByText(/893.*894/).first().waitFor();
  check(true, "chỗ không khớp của Sông Vệ được nêu: 893 và 894");
  await look(page, "figures-district");
  // parctl goes by the figures in a workbook; it ends with 1, for it says what does not agree in them.
  const parctl = (...words) => spawnSync(facts.district[0], [...facts.district.slice(1), ...words]).status;
  await paper(page, "report", /^Tải báo cáo/, { "Số, ký hiệu": "124/BC-PNV", "Họ tên người ký": "Nguyễn Văn An", "Nhiệm vụ kỳ tới": "Khắc phục chỉ tiêu thấp" }, (particulars, out) => {
    const book = `${out}.xlsx`;
    const kept = parctl("figures", "show", "--id", facts.catalogue, "--period", "2023-Q3", "--unit", "tu-nghia", "--xlsx", book);
    const made = parctl("figures", "document", "--indicators", facts.indicators, book, "--criteria", facts.criteria, "--particulars", particulars, "--out", out);
    check(kept <= 1 && made === 1, "parctl lập báo cáo từ cùng số liệu, và nêu chỗ không khớp");
  });
  await row.getByRole("link").focus();
  await page.keyboard.press("Enter");
  const laHa = page.getByRole("row", { name: /^Thị trấn La Hà/ });
  await laHa.waitFor();
  check(await laHa.getByText("1.050", { exact: true }).isVisible(), "từ 1.957 xuống được số của La Hà: 1.050");
  await look(page, "figures-one");
}

// The district's own figures of the report, with the year before.
async function declaresOwn(page) {
  await page.goto(`${page_}/declare`);
  const figures = [["Thu ngân sách nhà nước trên địa bàn từ đầu năm", "157.971", ""], ["Dự toán thu do HĐND huyện giao", "264.346", ""],
    ["Hộ kinh doanh đăng ký thành lập mới", "94", "133"], ["Dự án đầu tư thu hút từ đầu năm", "2", "2"]];
  for (const [title, this_year, before] of figures) {
    await now(page, title).fill(this_year);
    if (before !== "") await page.getByLabel(`${title}, Cùng kỳ năm trước`, { exact: true }).fill(before);
  }
  await page.getByText("giảm 29,32 %").waitFor();
  check(true, "so với năm trước do máy chủ tính: 94 so với 133 là giảm 29,32 %");
  await page.getByRole("button", { name: "Gửi số liệu" }).click();
  await page.getByRole("button", { name: "Gửi", exact: true }).click();
  await page.getByText("Đã gửi. Số liệu đang lên cấp trên.").waitFor();
}

async function forecasts(page) {
  await page.goto(`${page_}/forecast`);
  await page.getByText("có thể mất điểm", { exact: true }).first().waitFor();
  check((await page.getByText(/cần thêm \d/).count()) > 0, "dự báo tiêu chí có thể mất điểm, nêu cần thêm bao nhiêu");
  await look(page, "figures-forecast");
}

await withBrowser(async (browser) => {
  const district = await visitor(browser, "tu-nghia");
  await signIn(district, "tu-nghia.council");
  await reported(district, 1);
  check(await district.getByRole("row", { name: /Thị trấn La Hà chưa báo cáo, quá hạn \d+ ngày/ }).isVisible(), "huyện thấy ai chưa báo cáo, quá hạn bao nhiêu ngày");

  const publisher = await visitor(browser, "tu-nghia");
  await signIn(publisher, "tu-nghia.publisher");
  await issues(publisher);

  const leader = await visitor(browser, "la-ha");
  await leader.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await signIn(leader, "la-ha.leader");
  await isReminded(leader);
  await leader.getByRole("link", { name: "Số liệu, báo cáo" }).click();
  await leader.getByLabel("Năm", { exact: true }).selectOption("2023");
  await leader.getByLabel("Kỳ", { exact: true }).selectOption({ label: "Quý III" });
  await leader.getByText(/quý III năm 2023 ·/).waitFor();
  await leader.getByText("Chưa gửi số liệu của kỳ này").waitFor();
  await entersByKeyboard(leader);
  await pastesWholeOrNot(leader);
  await fillsFromBook(leader);
  await isToldThatNoneIsWritten(leader);
  await contradictionIsNamed(leader);
  await sends(leader);
  await followsDown(district);
  const own = await visitor(browser, "tu-nghia");
  await signIn(own, "tu-nghia.leader");
  await declaresOwn(own);
  await forecasts(district);
  await district.getByRole("button", { name: "English" }).click();
  await district.getByRole("heading", { name: "Criteria that may lose points" }).waitFor();
  await look(district, "figures-forecast-english");
  await typesWhileSending(leader);
  await losesAnswer(leader);
  await meetsAnothersNumber(leader);
  await twoTabs(leader);
  await keepsNothing(browser);
});
