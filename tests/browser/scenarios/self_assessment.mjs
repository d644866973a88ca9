// A commune's self-assessment in the browser: signing in, declaring figures by keyboard, the score with
// its working, the figure of the year before, edits made while the line is down, two people on one field,
// approval, handing in, taking back.
import { execFileSync } from "node:child_process";
import { giveBook, previewOf, refusedCells, takesAway } from "../book.mjs";
import { ask, check, facts, look, signIn, visitor, withBrowser } from "../screen.mjs";

const dossier = `/self-assessment/${facts.cycle}/la-ha`;
const outdated = (page) => page.getByText("Điểm tính theo số đã lưu; ô vừa sửa chưa được tính.");
const saved = (page) => page.getByText("Mọi thay đổi đã lưu trên máy chủ của đơn vị").waitFor();

async function declaresByKeyboard(page) {
  await page.locator(`a[href="${dossier}"]`).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: /^(đã chấm|chưa chấm)?\s*1\.1\.3 / }).focus();
  await page.keyboard.press("Enter");
  await page.getByLabel(/^a — Số nhiệm vụ trong kế hoạch/).focus();
  await page.keyboard.type("33");
  await page.keyboard.press("Tab");
  await page.keyboard.type("27");
  await page.getByText("1,6364").first().waitFor();
  await saved(page);
  await page.getByText(/27\/33 = 0,8182 → × 2 = 1,6364/).waitFor();
  check(await page.getByText("còn thiếu 0,3636").isVisible(), "27/33 × 2 = 1,6364, còn thiếu 0,3636, với cách tính");
}

async function refusesNamed(page) {
  await page.getByLabel(/^b — Số nhiệm vụ đã hoàn thành/).fill("40");
  await page.getByText("Chưa lưu được").waitFor();
  check(await outdated(page).isVisible() && (await page.getByText("1,6364").first().isVisible()), "ô không được nhận: điểm cũ còn đó, được nói rõ là theo số đã lưu");
  await look(page, "self-assessment-refused");
  await page.getByLabel(/^b — Số nhiệm vụ đã hoàn thành/).fill("33");
  await saved(page);
  check((await page.getByText("Chưa lưu được").count()) === 0 && (await outdated(page).count()) === 0, "sửa lại thì lưu được");
  await page.getByLabel(/^b — Số nhiệm vụ đã hoàn thành/).fill("30");
  await saved(page);
  await page.getByText("b: 30 → 33 (+3) hoặc a: 33 → 30 (-3)").waitFor();
  check(true, "để đạt tối đa: cách này hoặc cách kia");
  await page.getByLabel(/^b — Số nhiệm vụ đã hoàn thành/).fill("33");
  await saved(page);
}

// 6.4.2: x > previous.x
async function declaresYearBefore(page) {
  check((await page.getByLabel(/của năm trước/).count()) === 0, "quy tắc không dùng số năm trước thì không hỏi");
  await page.goto(`${dossier}/6.4.2`);
  await page.getByLabel(/^x — Thu nhập tăng thêm/).fill("519");
  await saved(page);
  const score = async () => (await held()).sheet.leaves.find((one) => one.id === "6.4.2");
  check((await score()).state === "LEAF_STATE_NOT_SCORED", "thiếu số năm trước: chưa chấm");
  await page.getByLabel(/^x của năm trước — Thu nhập tăng thêm/).fill("450");
  await saved(page);
  check((await score()).scoreE4 === "10000" && figuresOf((await held()).answers.previous)["6.4.2.x"] === "450", "gõ số năm trước: máy chủ giữ, tiêu chí được chấm");
  await look(page, "self-assessment-year-before");
  await page.goto(`${dossier}/6`);
  await page.getByRole("columnheader", { name: "Năm trước" }).waitFor();
  const cells = page.getByLabel(/của năm trước$/);
  check((await cells.count()) === 1, "bảng của lĩnh vực: chỉ hỏi năm trước ở dòng có dùng");
  await cells.fill("451");
  await saved(page);
  check(figuresOf((await held()).answers.previous)["6.4.2.x"] === "451", "gõ số năm trước trong bảng");
  await look(page, "area-year-before");
}

async function keepsEditsWithoutLine(page) {
  await page.context().setOffline(true);
  await page.getByLabel(/^b — Số nhiệm vụ đã hoàn thành/).fill("30");
  await page.getByText(/đang giữ trong máy này/).waitFor();
  await outdated(page).waitFor();
  await look(page, "self-assessment-line-down");
  await page.context().setOffline(false);
  await page.reload();
  await saved(page);
  check((await page.getByLabel(/^b — Số nhiệm vụ đã hoàn thành/).inputValue()) === "30",
    "sửa khi mất mạng: tải lại trang, có mạng lại thì lưu được");
}

async function settlesConflict(page, other) {
  await other.goto(dossier + "/1.1.3");
  await other.getByLabel(/^b — Số nhiệm vụ đã hoàn thành/).waitFor();
  await page.context().setOffline(true);
  await page.getByLabel(/^b — Số nhiệm vụ đã hoàn thành/).fill("31");
  await page.getByText(/đang giữ trong máy này/).waitFor();
  await other.getByLabel(/^b — Số nhiệm vụ đã hoàn thành/).fill("32");
  await saved(other);
  await page.context().setOffline(false);
  await page.getByText(/Người khác vừa sửa/).waitFor();
  await look(page, "self-assessment-conflict");
  await page.getByRole("button", { name: "Giữ của tôi: 31" }).click();
  await saved(page);
  await other.reload();
  await other.getByText("1,8788").first().waitFor();
  check(true, "hai người sửa một ô: người sửa sau được hỏi, không ai bị ghi đè lặng lẽ");
}

// What either has is said as a person says it.
async function namesBothValues(page, other) {
  const rows = [
    ["1.3.1", /^done — Đã ban hành/, (field, value) => field.selectOption({ label: value }), "có", "không"],
    ["1.1.1", /^d — Ngày ban hành/, (field, value) => field.fill(value), "20/01/2023", "19/01/2023"],
  ];
  for (const [leaf, label, type, mine, theirs] of rows) {
    for (const one of [page, other]) {
      await one.goto(`${dossier}/${leaf}`);
      await one.getByLabel(label).waitFor();
    }
    await page.context().setOffline(true);
    await type(page.getByLabel(label), mine);
    await page.getByText(/đang giữ trong máy này/).waitFor();
    await type(other.getByLabel(label), theirs);
    await saved(other);
    await page.context().setOffline(false);
    await page.getByRole("button", { name: `Giữ của tôi: ${mine}`, exact: true }).waitFor();
    await page.getByRole("button", { name: `Lấy bản trên máy chủ: ${theirs}`, exact: true }).click();
    await saved(page);
    check(true, `hai bản của ${leaf}: ${mine}, ${theirs}`);
  }
}

const held = () => ask("la-ha", "la-ha.clerk", "par.assessment.v1.AssessmentService/GetAssessment", { cycle: facts.cycle, unit: "la-ha" });
const figuresOf = (list) => Object.fromEntries(list.map((one) => [one.figure, one.value]));

async function refusesBooks(page) {
  const before = JSON.stringify((await held()).answers);
  for (const [name, file] of Object.entries(facts.bombs)) {
    await giveBook(page, file);
    await page.getByText(name.includes("gian") ? "Tệp Excel bị hỏng ở phần xl/worksheets/sheet2.xml." : "phần xl/worksheets/sheet2.xml nén quá mức bình thường").waitFor();
    check((await page.getByRole("alert").count()) === 1, `${name}: một lỗi rõ ràng, không giải nén hết`);
  }
  await giveBook(page, facts.wrong);
  await page.getByText(`có ${Object.keys(facts.places).length} ô phải sửa`).waitFor();
  const cells = await refusedCells(page);
  for (const [place, told] of Object.entries(facts.places)) check(cells.includes(`${place} ${told}`), `ô sai được nêu: ${cells.find((one) => one.startsWith(place)) ?? place}`);
  check((await page.getByRole("button", { name: /^Nhập \d+ ô$/ }).count()) === 0, "có ô sai thì không nhập ô nào");
  await look(page, "self-assessment-book-refused");
  await page.getByRole("button", { name: "Hủy", exact: true }).click();
  check(JSON.stringify((await held()).answers) === before, "máy chủ không nhận gì từ các tệp hỏng, sai");
}

// As parctl wrote it and LibreOffice saved it again; looked at, entered by keyboard, undone, entered again.
async function fillsFromBook(page) {
  await page.goto(dossier);
  await saved(page);
  await refusesBooks(page);
  const numbers = [];
  for (const file of [facts.book, facts.saved]) {
    await giveBook(page, file);
    await page.getByRole("button", { name: /^Nhập \d+ ô$/ }).waitFor();
    numbers.push(await page.getByRole("button", { name: /^Nhập \d+ ô$/ }).textContent());
    const seen = await previewOf(page, / Số liệu, F24 /);
    check(seen.join(" → ") === "31 → 33", `xem trước: nhiệm vụ đã hoàn thành ${seen.join(" → ")}`);
  }
  check(numbers[0] === numbers[1], `tệp của parctl và tệp LibreOffice lưu lại đọc như nhau: ${numbers[0]}`);
  await look(page, "self-assessment-book-preview");
  await page.getByRole("button", { name: /^Nhập \d+ ô$/ }).press("Enter");
  await page.getByText(/^Đã nhập \d+ ô từ tệp la-ha\.xlsx\./).waitFor();
  await saved(page);
  const { answers } = await held();
  for (const [list, wanted, what] of [[answers.figures, facts.figures, "số liệu"], [answers.previous, facts.before, "số liệu năm trước"]]) {
    const here = figuresOf(list);
    const wrong = Object.entries(wanted).filter(([figure, value]) => here[figure] !== value);
    check(wrong.length === 0 && list.length === Object.keys(wanted).length, `máy chủ giữ đúng ${list.length} ${what} của tệp ${wrong.join("; ")}`);
  }
  await page.getByRole("button", { name: "Hoàn tác" }).click();
  await saved(page);
  check(figuresOf((await held()).answers.figures)["1.1.3.b"] === "31", "hoàn tác: máy chủ giữ lại số trước khi nhập");
  await giveBook(page, facts.saved);
  await page.getByRole("button", { name: /^Nhập \d+ ô$/ }).click();
  await saved(page);
  await giveBook(page, facts.book);
  await page.getByText(/không có gì khác với những gì đã có/).waitFor();
  check(true, "đưa lại cùng tệp: không có gì để nhập");
}

// What the browser writes is a file of the nodes' own tools, too: the same score comes out.
async function takesBookAway(page) {
  const path = await takesAway(page, page.getByRole("button", { name: "Tải tệp Excel" }), "tu-trinh-duyet.xlsx");
  const scored = JSON.parse(execFileSync(facts.parctl, ["--format", "json", "score", "--criteria", facts.set, "--answers", path], { encoding: "utf8" }));
  const { sheet } = await held();
  const total = scored.units[0].total;
  check(Math.round(Number(total) * 10_000) === Number(sheet.totalE4), `parctl đọc tệp trình duyệt viết, chấm ra đúng ${total} điểm`);
}

// Asked first: what is handed in again may be late.
async function takesBack(leader) {
  const dialog = leader.getByRole("dialog").filter({ hasText: "Rút lại hồ sơ đã gửi?" });
  await leader.getByRole("button", { name: "Rút lại" }).click();
  await dialog.getByText(/^Lãnh đạo phải duyệt và gửi lại; gửi sau ngày \d\d\/\d\d\/\d{4} bị tính là muộn\.$/).waitFor();
  await look(leader, "withdraw-question");
  await dialog.getByRole("button", { name: "Không rút" }).click();
  check((await held()).state === "submitted", "không rút: hồ sơ vẫn đã gửi");
  await leader.getByRole("button", { name: "Rút lại" }).click();
  await dialog.getByRole("button", { name: "Rút lại" }).click();
  await leader.getByRole("button", { name: "Duyệt" }).waitFor();
  check((await held()).state === "self_assessing", "rút lại: sửa được, phải duyệt và gửi lại");
}

async function handsIn(leader) {
  await leader.goto(dossier);
  await leader.getByRole("button", { name: "Duyệt" }).click();
  await leader.getByRole("button", { name: "Gửi lên cấp trên" }).click();
  await look(leader, "hand-in");
  await leader.getByRole("button", { name: "Gửi", exact: true }).click();
  // Until then a receipt that is seen may be that of a submission withdrawn before.
  await leader.getByRole("button", { name: "Rút lại" }).waitFor();
  await leader.getByText(/Đã lưu tại đây|Cấp trên đã nhận/).first().waitFor();
  for (let asked = 0; asked < 40; ++asked) {
    if (await leader.getByText(/Cấp trên đã nhận, biên nhận số/).first().isVisible()) break;
    await leader.reload();
    await leader.getByRole("heading", { name: "Tự chấm điểm" }).waitFor();
    await leader.getByText(/Đã lưu tại đây|Cấp trên đã nhận/).first().waitFor();
  }
  check(await leader.getByText(/Cấp trên đã nhận, biên nhận số/).first().isVisible(), "đã gửi, có biên nhận");
  await look(leader, "handed-in");
}

// Over 256 kbit/s with 200 ms of delay for each request: from nothing to a figure saved. How long it took is told,
// how much it took is held: the limit is what such a line carries in 10 seconds.
async function worksOnSlowLine(browser) {
  const page = await visitor(browser, "la-ha");
  page.setDefaultTimeout(60_000);
  const network = await page.context().newCDPSession(page);
  let bytes = 0;
  network.on("Network.loadingFinished", (one) => (bytes += one.encodedDataLength));
  await network.send("Network.enable");
  await network.send("Network.emulateNetworkConditions", { offline: false, latency: 200, downloadThroughput: 32_000, uploadThroughput: 32_000 });
  const begun = performance.now();
  const told = [];
  const reached = (what) => told.push(`${what} ${((performance.now() - begun) / 1000).toFixed(1)} s, ${Math.ceil(bytes / 1000)} kB`);
  await page.goto("/");
  await page.getByLabel("Tài khoản", { exact: true }).waitFor();
  reached("trang đăng nhập");
  await signIn(page, "la-ha.clerk");
  await page.locator(`a[href="${dossier}"]`).waitFor();
  reached("trang chính");
  await page.locator(`a[href="${dossier}"]`).press("Enter");
  await page.getByRole("button", { name: /^(đã chấm|chưa chấm)?\s*1\.1\.3 / }).press("Enter");
  await page.getByLabel(/^a — Số nhiệm vụ trong kế hoạch/).fill("33");
  await saved(page);
  reached("ô đầu tiên đã lưu");
  await page.getByLabel(/^a — Số nhiệm vụ trong kế hoạch/).fill("");
  await saved(page);
  check(bytes < 320_000, `đường truyền 256 kbit/s: ${told.join("; ")}`);
  await page.context().close();
}

// The same dossier at the district: accepted, its review begun, one criterion adjusted with a reason.
async function reviews(page) {
  await page.locator(`a[href="/review/${facts.cycle}"]`).click();
  await page.getByRole("grid").waitFor();
  await page.getByRole("gridcell", { name: /^Thị trấn La Hà, 1\.1\.3:/ }).click();
  await page.getByRole("button", { name: "Tiếp nhận" }).click();
  await page.getByRole("button", { name: "Bắt đầu thẩm định" }).click();
  await page.getByLabel("Lý do hoặc câu hỏi").fill("Hai nhiệm vụ chưa có sản phẩm");
  await page.getByLabel(/^Điểm thẩm định/).fill("1,5");
  await page.getByRole("button", { name: "Điều chỉnh điểm" }).click();
  await page.getByText(/điều chỉnh: 1,5000 — Hai nhiệm vụ chưa có sản phẩm/).waitFor();
  await page.getByRole("gridcell", { name: /1\.1\.3: 1,5\/2, .*đã thẩm định$/ }).waitFor();
  check(true, "thẩm định: điểm 1,5/2 có lý do, hiện ngay trên bảng");
  await look(page, "review");
}

await withBrowser(async (browser) => {
  await worksOnSlowLine(browser);
  const clerk = await visitor(browser, "la-ha");
  await clerk.goto("/");
  await look(clerk, "sign-in");
  await clerk.getByLabel("Tài khoản", { exact: true }).fill("la-ha.clerk");
  await clerk.getByLabel("Mật khẩu của bạn").fill("không phải mật khẩu");
  await clerk.keyboard.press("Enter");
  await clerk.getByText("Tên tài khoản hoặc mật khẩu không đúng").waitFor();
  await signIn(clerk, "la-ha.clerk");
  await look(clerk, "home-clerk");
  await declaresByKeyboard(clerk);
  await look(clerk, "self-assessment");
  await refusesNamed(clerk);
  await declaresYearBefore(clerk);
  await clerk.goto(`${dossier}/1.1.3`);
  await keepsEditsWithoutLine(clerk);
  const other = await visitor(browser, "la-ha");
  await signIn(other, "la-ha.leader");
  await settlesConflict(clerk, other);
  await namesBothValues(clerk, other);
  await fillsFromBook(clerk);
  await takesBookAway(clerk);
  await other.reload();
  await handsIn(other);
  await takesBack(other);
  await handsIn(other);
  const district = await visitor(browser, "tu-nghia");
  await signIn(district, "tu-nghia.council");
  await look(district, "home-council");
  await reviews(district);
  await district.goto(`/ranking/${facts.cycle}`);
  await district.getByRole("heading", { name: "Xếp hạng", exact: true }).waitFor();
  await district.getByText("Thị trấn La Hà").first().waitFor();
  await look(district, "ranking");
  await district.getByRole("link", { name: "Đường truyền" }).click();
  await district.getByText("Thị trấn La Hà").waitFor();
  await look(district, "lines");
  await district.getByRole("button", { name: "English" }).click();
  await district.getByRole("heading", { name: "Lines between nodes" }).waitFor();
  await look(district, "lines-english");
});
