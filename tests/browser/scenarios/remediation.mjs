// Remediation in the browser: a plan's file is looked at and mended before it is issued, the board shows
// what is overdue and due soon, la-ha reports from its own portal and is reminded at home, an overdue task
// is withdrawn with its legal basis, the table is taken away; the plan itself comes back out of Excel.
import { execFileSync } from "node:child_process";
import { changedBook, refusedCells, takesAway } from "../book.mjs";
import { press, typeInto } from "../keyboard.mjs";
import { check, drawn, facts, look, signIn, visitor, withBrowser } from "../screen.mjs";

const page_ = `/remediation/tu-nghia/${facts.year}`;
const column = (page, name) => page.getByRole("region", { name, exact: true });

async function issues(page) {
  await page.getByRole("link", { name: "Khắc phục" }).click();
  await page.getByText("Chưa có kế hoạch khắc phục nào.").waitFor();
  await look(page, "remediation-none");
  await page.getByRole("link", { name: "Ban hành kế hoạch" }).click();
  await page.locator("input[type=file]").setInputFiles(facts.wrong);
  await page.getByRole("heading", { name: "Tệp có 2 lỗi, chưa ban hành được" }).waitFor();
  check(await page.getByText(/1\.1\.99/).isVisible() && await page.getByText(/31\/13/).isVisible(), "tệp sai: cả hai lỗi được nêu với chỗ của nó, không ban hành được");
  await look(page, "remediation-wrong-file");
  await page.locator("input[type=file]").setInputFiles(facts.right);
  await page.getByText("Xem trước: 4 nhiệm vụ, 3 đơn vị thực hiện").waitFor();
  check(true, "tệp đúng: xem trước 4 nhiệm vụ của 3 đơn vị");
  await look(page, "remediation-preview");
  await page.getByRole("button", { name: "Ban hành", exact: true }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: `Ban hành kế hoạch năm ${facts.year} với 4 nhiệm vụ?` }).waitFor();
  await page.getByRole("dialog").getByRole("button", { name: "Ban hành" }).click();
  await column(page, "Quá hạn").getByRole("button", { name: /nv-1\.1\.2/ }).waitFor();
}

async function board(page) {
  const overdue = column(page, "Quá hạn").getByRole("button", { name: /nv-1\.1\.2/ });
  check(await overdue.getByText("kế hoạch: 0,5 điểm").isVisible() && await overdue.getByText(/quá 4[56] ngày/).isVisible(), "bảng: nhiệm vụ quá hạn, đáng 0,5 điểm");
  check(await column(page, "Sắp đến hạn").getByText(/còn (19|20) ngày/).isVisible(), "bảng: nhiệm vụ sắp đến hạn");
  check((await column(page, "Đang thực hiện").getByRole("button").count()) === 2, "bảng: hai nhiệm vụ đang thực hiện");
  await overdue.focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Hoàn thành các nhiệm vụ còn lại của kế hoạch" }).waitFor();
  await page.getByRole("button", { name: "Đóng" }).click();
  check(true, "bàn phím: mũi tên sang thẻ kế bên, Enter mở");
  await look(page, "remediation-board");
}

// parctl needs the scores that such a plan is about; a node has none before a decision: the paper lists the tasks.
async function plansPaper(page) {
  const action = /^Tải kế hoạch \(DOCX\)/;
  await page.getByRole("button", { name: action }).click();
  const dialog = page.getByRole("dialog", { name: action });
  await typeInto(page, dialog.getByLabel("Số, ký hiệu"), "136/KH-UBND");
  await press(page, dialog.getByRole("button", { name: "Lập và tải về" }));
  check(await dialog.getByLabel("Họ tên người ký").evaluate((input) => input === document.activeElement), "thiếu người ký: con trỏ tới đúng ô còn thiếu");
  await dialog.getByRole("alert").getByText("Còn thiếu: Họ tên người ký").waitFor();
  check(/^\d{2}\/\d{2}\/\d{4}$/.test(await dialog.getByLabel("Ngày ký", { exact: true }).inputValue()), "ngày ký viết như công chức viết");
  await look(page, "paper-lacking");
  await page.keyboard.type("Nguyễn Văn An");
  check((await dialog.getByRole("alert").count()) === 0, "điền rồi thì không còn nhắc thiếu");
  await press(page, dialog.getByRole("button", { name: "Lập và tải về" }));
  await dialog.getByRole("alert").getByText("135/KH-UBND").waitFor();
  check(true, "số khác với số ghi trong kế hoạch: máy chủ từ chối, nêu số đúng");
  await look(page, "paper-plan-refused");
  await typeInto(page, dialog.getByLabel("Số, ký hiệu"), "135/KH-UBND");
  const coming = page.waitForEvent("download");
  await press(page, dialog.getByRole("button", { name: "Lập và tải về" }));
  const file = await (await coming).path();
  const text = execFileSync("python3", ["-c", "import sys, zipfile; print(zipfile.ZipFile(sys.argv[1]).read('word/document.xml').decode())", file], { encoding: "utf8" });
  for (const words of ["KẾ HOẠCH", "135/KH-UBND", "Hoàn thành các nhiệm vụ còn lại của kế hoạch", "Nguyễn Văn An"]) check(text.includes(words), `kế hoạch (DOCX) có: ${words}`);
  await dialog.getByRole("button", { name: "Đóng" }).click();
  await page.reload();
  await page.getByRole("button", { name: action }).click();
  check((await dialog.getByLabel("Họ tên người ký").inputValue()) === "Nguyễn Văn An" && (await dialog.getByLabel("Số, ký hiệu").inputValue()) === "", "lần sau: người ký được nhớ, số thì không");
  await page.keyboard.press("Escape");
}

// At la-ha's own node: only its tasks, its report kept while the line is down.
async function reports(page) {
  for (let asked = 0; asked < 60; ++asked) {
    await page.goto("/remediation");
    await page.getByRole("heading", { name: "Khắc phục tồn tại, hạn chế", exact: true }).waitFor();
    await page.getByText(/Chưa có kế hoạch khắc phục nào|Nhiệm vụ 2|Sắp đến hạn/).first().waitFor();
    if (await column(page, "Sắp đến hạn").isVisible()) break;
  }
  const card = column(page, "Sắp đến hạn").getByRole("button", { name: /nv-1\.1\.3/ });
  await card.waitFor();
  check((await page.getByRole("button", { name: /^nv-/ }).count()) === 2, "cổng của La Hà: chỉ hai nhiệm vụ của mình");
  await card.focus();
  await page.keyboard.press("Enter");
  await page.getByLabel("Tình trạng").selectOption("under_way");
  for (const typed of ["75,5", "75%", "750", ""]) {
    await page.getByLabel("Hoàn thành (%)").fill(typed);
    check(!(await page.getByLabel("Hoàn thành (%)").evaluate((input) => input.validity.valid)), `tiến độ “${typed}” không gửi được`);
  }
  await page.getByLabel("Hoàn thành (%)").fill("60");
  await page.getByLabel("Sản phẩm, tài liệu kiểm chứng").fill("12/BC-UBND ngày 15/11");
  await page.reload();
  check((await page.getByLabel("Sản phẩm, tài liệu kiểm chứng").inputValue()) === "12/BC-UBND ngày 15/11", "tải lại trang: nội dung đang nhập còn nguyên");
  await look(page, "remediation-report");
  // As of a day past the deadline: only the node says that a reason is needed.
  const [day, delay] = [page.getByLabel("Tính đến ngày"), page.getByLabel("Lý do chậm")];
  check((await delay.count()) === 0, "nhiệm vụ chưa quá hạn: không hỏi lý do chậm");
  const today = await day.inputValue();
  await day.fill(facts.afterDeadline);
  await page.getByRole("button", { name: "Gửi báo cáo" }).click();
  await page.getByRole("alert").getByText(/đã quá hạn: cần nêu lý do chậm/).waitFor();
  check(await delay.isVisible(), "máy chủ đòi lý do chậm: ô để nêu hiện ra");
  await look(page, "remediation-delay");
  await day.fill(today);
  await page.getByRole("button", { name: "Gửi báo cáo" }).click();
  await page.getByText("Đã lưu, đang lên cấp trên.").waitFor();
  await page.getByText(/đang làm · 60 %/).waitFor();
}

async function arrives(page) {
  const card = column(page, "Sắp đến hạn").getByRole("button", { name: /nv-1\.1\.3/ });
  for (let asked = 0; asked < 60; ++asked) {
    await page.goto(page_);
    await card.waitFor();
    if (await card.getByText("60 %").isVisible()) break;
  }
  check(await card.getByText("60 %").isVisible() && await card.getByText("1/1 đơn vị đã báo cáo").isVisible(), "bảng của huyện: tiến độ 60 % của La Hà đã tới");
  await card.click();
  await page.getByText("12/BC-UBND ngày 15/11").waitFor();
  await look(page, "remediation-task");
}

async function withdraws(page) {
  await page.goto(`${page_}/nv-1.1.2`);
  await page.getByRole("button", { name: "Gia hạn, rút hoặc thay" }).click();
  await page.getByRole("button", { name: "Rút nhiệm vụ" }).click();
  check(await page.getByRole("button", { name: "Thực hiện" }).isDisabled(), "rút nhiệm vụ: chưa có căn cứ thì chưa làm được");
  await page.getByLabel("Căn cứ, lý do").fill("Công văn 88/SNV-CCHC ngày 10/11: bỏ tiêu chí trong năm");
  await look(page, "remediation-withdraw");
  await page.getByRole("button", { name: "Thực hiện" }).click();
  await column(page, "Không phải thực hiện").getByText(/đã rút: Công văn 88\/SNV-CCHC/).waitFor();
  check((await column(page, "Quá hạn").getByRole("button").count()) === 0, "nhiệm vụ quá hạn đã rút theo căn cứ, không còn ở cột quá hạn");
  await page.getByText("Bảng các nhiệm vụ (4)").click();
  await look(page, "remediation-withdrawn");
  const path = await takesAway(page, page.getByRole("button", { name: "Tải Excel: Bảng các nhiệm vụ" }), "nhiem-vu.xlsx");
  const sheet = execFileSync("python3", ["-c", "import sys, zipfile; print(zipfile.ZipFile(sys.argv[1]).read('xl/worksheets/sheet1.xml').decode())", path], { encoding: "utf8" });
  for (const text of ["1.5", String(facts.year)]) check(sheet.includes(`<t xml:space="preserve">${text}</t>`), `bảng tải về: “${text}” là chữ, không thành số`);
  check(sheet.includes("<v>0.25</v>"), "bảng tải về: điểm 0,25 là số");
}

// The plan as it stands now, taken away, changed and given back: mistakes by their cells, what changes, an older file refused.
async function changesInExcel(page) {
  const tasks = "Nhiệm vụ";
  await page.goto(page_);
  await page.getByText(/^Bảng các nhiệm vụ/).click();
  const path = await takesAway(page, page.getByRole("button", { name: "Tải Excel để sửa" }), "ke-hoach.xlsx");
  const give = (file) => page.locator("input[type=file]").setInputFiles(file);
  await page.getByRole("link", { name: "Ban hành kế hoạch" }).click();
  await give(changedBook(path, "o-sai.xlsx", [[tasks, "nv-1.1.3", "J", "1,5"], [tasks, "nv-1.1.3", "M", "1.500"], [tasks, "nv-3.4.2", "A", "nv-1.5"]]));
  await page.getByRole("heading", { name: "Tệp o-sai.xlsx có 3 chỗ phải sửa; chưa ban hành được" }).waitFor();
  const cells = await refusedCells(page);
  check(cells.some((one) => /^Nhiệm vụ!J\d+ “1,5”: không phải ngày/.test(one)) && cells.some((one) => /^Nhiệm vụ!M\d+ “1.500”: số ghi dạng chữ, đọc được hai cách/.test(one)) && cells.some((one) => /^Nhiệm vụ!A\d+ “nv-1.5”: mã này đã có/.test(one)), "tệp Excel sai: nêu trang, ô, nội dung, vì sao");
  await give(changedBook(path, "tieu-chi-sai.xlsx", [[tasks, "nv-1.5", "C", "9.9.9"]]));
  await page.getByRole("heading", { name: "Tệp tieu-chi-sai.xlsx có 1 chỗ phải sửa; chưa ban hành được" }).waitFor();
  check(/^Nhiệm vụ!C\d+ “9.9.9”: .*9\.9\.9/.test((await refusedCells(page))[0]), "tiêu chí không có trong bộ: máy chủ nói, nêu đúng ô");
  await look(page, "remediation-wrong-cells");
  const mine = changedBook(path, "cua-toi.xlsx", [
    [tasks, "nv-1.1.3", "G", "Hoàn thành dứt điểm trong quý"], [tasks, "nv-3.4.2", "J", `31/12/${facts.year + 1}`],
    [tasks, "", "A", "nv-2"], [tasks, "", "C", "1.2"], [tasks, "", "E", "Chậm"], [tasks, "", "G", "Kiểm tra hằng quý"], [tasks, "", "H", "noi-vu"], [tasks, "", "K", "trong năm"],
  ]);
  await give(mine);
  for (const text of ["2 nhiệm vụ thay đổi", "1 nhiệm vụ mới"]) await page.getByText(text, { exact: true }).waitFor();
  check((await page.getByText("nhiệm vụ không còn").count()) === 0, "nhiệm vụ đã rút không vào tệp, cũng không kể là bỏ");
  check((await page.getByRole("row", { name: /nv-3\.4\.2/ }).first().textContent()).includes(`31/12/${facts.year + 1}`), "thời hạn mới: đang có, sẽ là");
  await look(page, "remediation-book-preview");
  await press(page, page.getByRole("button", { name: "Ban hành", exact: true }));
  await page.getByRole("dialog").getByRole("button", { name: "Ban hành" }).click();
  await column(page, "Đang thực hiện").getByRole("button", { name: /nv-2/ }).waitFor();
  await page.getByRole("link", { name: "Ban hành kế hoạch" }).click();
  await give(mine);
  await page.getByText(/nhưng kế hoạch đang dùng đã là lần 3/).waitFor();
  check(await page.getByRole("button", { name: "Ban hành", exact: true }).isDisabled(), "tệp của lần trước: nói rõ, không ban hành được");
  await page.goto(page_);
}

// A plan that cannot be opened, such as one whose criteria set has not come, hides nothing else at home.
async function isRemindedAtHome(page) {
  await page.goto("/");
  await page.getByRole("listitem").filter({ hasText: "2 nhiệm vụ chưa xong" }).waitFor();
  await look(page, "home-tasks");
  await page.route("**/par.remediation.v1.RemediationService/GetPlan", (route) => route.fulfill({ status: 404, contentType: "application/json", body: '{"code":"not_found"}' }));
  const refused = page.waitForResponse(/RemediationService\/GetPlan$/);
  await page.reload();
  await (await refused).finished();
  await page.getByRole("heading", { name: "Hồ sơ tự đánh giá của đơn vị" }).waitFor();
  await drawn(page);
  check((await page.getByRole("alert").count()) === 0, "kế hoạch chưa mở được: trang chính không báo lỗi");
  await page.unroute("**/par.remediation.v1.RemediationService/GetPlan");
}

await withBrowser(async (browser) => {
  const district = await visitor(browser, "tu-nghia");
  await signIn(district, "tu-nghia.publisher");
  await issues(district);
  await board(district);
  await plansPaper(district);
  const leader = await visitor(browser, "la-ha");
  await signIn(leader, "la-ha.leader");
  await reports(leader);
  await isRemindedAtHome(leader);
  await arrives(district);
  await withdraws(district);
  await district.getByRole("button", { name: "English" }).click();
  await district.getByRole("heading", { name: "Remediation" }).waitFor();
  await district.getByText("Not to be done").first().waitFor();
  await look(district, "remediation-english");
  await district.getByRole("button", { name: "Tiếng Việt" }).click();
  await changesInExcel(district);
});
