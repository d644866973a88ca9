// A publisher writes the next version of a criteria set in the portal, until it is in force: by fields and as a text,
// errors that lead to their field, a criterion tried, criteria added, copied, moved and taken away, what holds for the
// whole set, a figure that nobody uses yet, a figure by another name, steps back, a reload, two tabs, what changed against
// the version in force. Then two people write on from the same draft, and a set from nothing. The comments of the text stay.
import { press, reach, typeInto } from "../keyboard.mjs";
import { ask, check, drawn, facts, look, signIn, visitor, withBrowser } from "../screen.mjs";
import { comesBackToAnother, twoPeople } from "../set_drafts.mjs";
import { button, comments, editor, editsResult, fine, focused, item, outline, publisher, renamesInput, said, sets, sharesFigures, tab, textOf } from "../set_editor.mjs";

async function opens(page) {
  await page.goto(`/administration/criteria/${facts.set}/1`);
  await press(page, page.getByRole("link", { name: "Soạn phiên bản mới" }));
  await page.getByText("Phiên bản 2, soạn từ phiên bản 1").waitFor();
  await page.getByText("Chưa sửa gì.").waitFor();
  await fine(page);
  check(await textOf(page) === facts.text.replace(/^version: 1$/m, "version: 2"), "mở ra là văn bản của phiên bản 1, số phiên bản 2, ngoài ra từng chữ như cũ");
}

// By keyboard alone: an error, where it leads, and back.
async function errorLeadsToItsField(page) {
  await typeInto(page, page.getByLabel("Lọc theo mã, tên"), "phan anh, kien nghi");
  await press(page, item(page, "3.5"));
  await page.getByRole("heading", { name: "Tiêu chí 3.5" }).waitFor();
  await typeInto(page, page.getByLabel("Điểm tối đa", { exact: true }), "1,5");
  await page.keyboard.press("Tab");
  await page.getByText("cộng 13,5 ≠ 13").waitFor();
  const error = said(page).getByRole("list", { name: "Lỗi" }).getByRole("button").first();
  await error.waitFor();
  await page.getByLabel("Lọc theo mã, tên").fill("");
  check(/✕ \d+ lỗi/.test(await outline(page).textContent()), "cộng không khớp: dàn bài ghi tổng, máy chủ nêu lỗi, mục có lỗi được đánh dấu");
  await look(page, "criteria-editor-error");
  await tab(page, "Nhập vào máy chủ").click();
  await page.getByText(/^Còn \d+ lỗi/).waitFor();
  check((await button(page, "Nhập làm bản dự thảo").count()) === 0, "còn lỗi thì không nhập được");
  await press(page, error);
  const maximum = page.getByLabel("Điểm tối đa", { exact: true });
  await maximum.waitFor();
  check(await focused(page, maximum) && (await page.getByRole("heading", { name: "Lĩnh vực 3" }).count()) === 1, "lỗi dẫn tới ô điểm tối đa của lĩnh vực 3");
  await press(page, button(page, "Hoàn tác"));
  await page.getByText("cộng 13,5 ≠ 13").waitFor({ state: "detached" });
  await fine(page);
  await page.getByText("Chưa sửa gì.").waitFor();
  await press(page, button(page, "Làm lại"));
  await page.getByText("cộng 13,5 ≠ 13").waitFor();
  await press(page, button(page, "Hoàn tác"));
  await fine(page);
}

async function editsCriterion(page) {
  await item(page, "3.5").click();
  await page.getByLabel("Tên", { exact: true }).fill("Tiếp nhận, xử lý phản ánh, kiến nghị: trực tiếp và trực tuyến");
  await page.getByLabel("Hướng dẫn, ghi chú theo văn bản").fill("Tính đến 30/11.\nKhông kể phản ánh chuyển đi nơi khác.");
  await page.getByLabel("Trường hợp 1: Khi").fill("a > 0 and b/a >= 0.5");
  await button(page, "Thêm trường hợp").click();
  const third = page.getByLabel("Trường hợp 3: Khi");
  await third.fill("a > 0 and b/a < 0.5");
  await page.getByLabel("Trường hợp 3: Được điểm").fill("0.25");
  await page.getByLabel("b: Đơn vị tính").fill("lượt phản ánh");
  await page.keyboard.press("Tab");
  await page.getByText("Đã giữ trong trình duyệt này; máy chủ chưa nhận gì.").waitFor();
  await said(page).getByText("Đang kiểm tra…").waitFor({ state: "detached" });
  check((await said(page).getByRole("list", { name: "Lỗi" }).count()) === 0, "sửa tên, ghi chú, trường hợp, đơn vị tính: không có lỗi");
  // What it gives, at once.
  await page.getByLabel("published: Đã công khai địa chỉ tiếp nhận phản ánh, kiến nghị").selectOption("yes");
  await page.getByLabel(/^a: Số phản ánh/).fill("1.000");
  await page.getByLabel(/^b: Số phản ánh/).fill("900");
  await page.getByText("Kết quả: 0,9 / 1 điểm").waitFor();
  await page.getByText(/900\/1\.000 = 0,9/).waitFor();
  await page.getByLabel(/^b: Số phản ánh/).fill("400");
  await page.getByText("Kết quả: 0,25 / 1 điểm").waitFor();
  check(true, "thử chấm: 900/1.000 được 0,9; 400/1.000 được 0,25 theo trường hợp mới");
  await page.getByLabel(/^b: Số phản ánh/).fill("4.000");
  await page.getByText(/lớn hơn số liệu/).waitFor();
  await look(page, "criteria-editor");
  const text = await textOf(page);
  check(comments(text) === comments(facts.text) && text.includes("        note: |-\n          Tính đến 30/11.\n          Không kể") && text.includes('- {when: a > 0 and b/a < 0.5, score: 0.25}'),
    "văn bản: lời dẫn còn nguyên, ghi chú hai dòng, trường hợp mới");
}

async function changesWholes(page) {
  await item(page, "3.5").click();
  await button(page, "Nhân bản").click();
  await page.getByText("Đã thêm mục 3.6.").waitFor();
  check((await page.getByRole("heading", { name: "Tiêu chí 3.6" }).count()) === 1, "nhân bản 3.5 thành 3.6");
  await press(page, button(page, "Chuyển lên"));
  const ids = async () => (await outline(page).locator("li li > button .title").allTextContents()).map((one) => one.split(" ")[0]).filter((one) => /^3\.[56]$/.test(one)).join();
  check((await ids()) === "3.6,3.5" && (await focused(page, button(page, "Chuyển lên"))), "chuyển lên: 3.6 đứng trước 3.5, phím vẫn ở nút");
  await button(page, "Bỏ mục này").click();
  await page.getByText(/^Đã bỏ “3\.6 /).waitFor();
  check((await ids()) === "3.5", "bỏ 3.6");
  await page.locator("h1").click();
  await page.keyboard.press("Control+z");
  await item(page, "3.6").waitFor();
  await page.keyboard.press("Control+y");
  await item(page, "3.6").waitFor({ state: "detached" });
  // A criterion of one's own, for which another gives a point.
  await item(page, "1.7").click();
  await button(page, "Thêm tiêu chí phía sau").click();
  await page.getByRole("heading", { name: "Tiêu chí 1.8" }).waitFor();
  await page.getByLabel("Tên", { exact: true }).fill("Ứng dụng trí tuệ nhân tạo trong giải quyết thủ tục hành chính");
  await page.getByLabel("Điểm tối đa", { exact: true }).fill("0,5");
  await page.getByLabel("Kiểu chấm").selectOption({ label: "người chấm chọn một mức" });
  await page.getByLabel(/^Các mức, cách nhau/).fill("0; 0,25; 0,5");
  await item(page, "1.2").click();
  await page.getByLabel("Điểm tối đa", { exact: true }).fill("0,5");
  await page.keyboard.press("Tab");
  await outline(page).getByText(/^cộng/).waitFor({ state: "detached" });
  await said(page).getByText("Đang kiểm tra…").waitFor({ state: "detached" });
  check((await said(page).getByRole("list", { name: "Lỗi" }).count()) === 0, "thêm tiêu chí 1.8 với ba mức, bớt điểm 1.2: cộng lại vẫn đúng");
}

async function editsText(page) {
  await tab(page, "Văn bản YAML").click();
  const area = page.getByLabel("Toàn bộ văn bản");
  const before = await area.inputValue();
  await area.fill(before.replace("from: 65}", "from: 66}").replace("areas:\n", "areas: [\n"));
  await said(page).getByRole("list", { name: "Lỗi" }).getByRole("button").first().waitFor();
  await tab(page, "Theo mục").click();
  await page.getByText("Văn bản chưa đọc được thành các mục.").waitFor();
  await look(page, "criteria-editor-unreadable");
  await said(page).getByRole("list", { name: "Lỗi" }).getByRole("button").first().click();
  await page.getByText(/^Dòng \d+, cột \d+$/).waitFor();
  check(await focused(page, area), "lỗi của văn bản dẫn tới chỗ trong văn bản, có dòng và cột");
  await area.fill(before.replace("from: 65}", "from: 66}"));
  await look(page, "criteria-editor-text");
  await tab(page, "Theo mục").click();
  await item(page, "3.5").waitFor();
}

async function survivesReloadAndTabs(page) {
  const before = await textOf(page);
  // Before the page's own, so that it can be made not to hear.
  await page.addInitScript(() => addEventListener("storage", (event) => globalThis.deaf && event.stopImmediatePropagation(), true));
  await page.reload();
  await page.getByText("Đã giữ trong trình duyệt này; máy chủ chưa nhận gì.").waitFor();
  check(await textOf(page) === before, "tải lại trang: bản soạn còn nguyên");
  await item(page, "2.3").click();
  await page.getByLabel("Tên", { exact: true }).fill("Xử lý văn bản sau rà soát");
  await page.reload();
  await item(page, "2.3").getByText("Xử lý văn bản sau rà soát").waitFor();
  check(true, "vừa gõ xong đã tải lại trang: chữ vừa gõ còn");
  const other = await page.context().newPage();
  other.setDefaultTimeout(20_000);
  await other.addInitScript((token) => sessionStorage.setItem("parnet.token", token), await page.evaluate(() => sessionStorage.getItem("parnet.token")));
  await other.goto(editor);
  await item(other, "2.1").click();
  await other.getByLabel("Tên", { exact: true }).fill("Theo dõi tình hình thi hành pháp luật");
  await other.keyboard.press("Tab");
  await item(page, "2.1").getByText("Theo dõi tình hình thi hành pháp luật").waitFor();
  check(true, "hai thẻ: sửa ở thẻ này, thẻ kia theo ngay");
  // A tab that does not hear of the other in time.
  await page.evaluate(() => void (globalThis.deaf = true));
  await other.getByLabel("Tên", { exact: true }).fill("Theo dõi việc thi hành pháp luật");
  await other.keyboard.press("Tab");
  await other.getByText("Đã giữ trong trình duyệt này").waitFor();
  await drawn(other);
  await item(page, "2.2").click();
  await page.getByLabel("Tên", { exact: true }).fill("Công bố văn bản hết hiệu lực");
  await page.keyboard.press("Tab");
  await page.getByText(/^Bản soạn này vừa được sửa cùng lúc/).waitFor();
  await look(page, "criteria-editor-conflict");
  await page.getByRole("button", { name: "Lấy bản ở thẻ kia" }).click();
  await item(page, "2.1").getByText("Theo dõi việc thi hành pháp luật").waitFor();
  await button(page, "Hoàn tác").click();
  await item(page, "2.2").getByText("Công bố văn bản hết hiệu lực").waitFor();
  await button(page, "Làm lại").click();
  check(true, "gõ cùng lúc ở hai thẻ: phải chọn, bản kia lấy lại được");
  await other.close();
  await page.reload();
  await item(page, "2.1").getByText("Theo dõi việc thi hành pháp luật").waitFor();
}

async function comparesAndEnters(page) {
  await press(page, tab(page, "So với bản đang dùng"));
  await page.getByText("phiên bản 1, đang áp dụng").waitFor({ state: "attached" });
  const table = page.getByRole("region", { name: "So với bản đang dùng" });
  const row = (what, now) => table.getByRole("row").filter({ hasText: what }).filter({ hasText: now });
  for (const [what, now] of [["1.8", "thêm mới"], ["1.2", "điểm tối đa"], ["3.5", "cách chấm"], ["3.5", "hướng dẫn, ghi chú"], ["2.1", "Theo dõi việc thi hành pháp luật"], ["Cả bộ chỉ số", "fair 66"], ["Cả bộ chỉ số", "class_1 Kém"], ["số liệu tthc.nhan", "thêm mới"]]) {
    check((await row(what, now).count()) > 0, `so sánh: ${what}, ${now}`);
  }
  await look(page, "criteria-editor-changes");
  await press(page, tab(page, "Nhập vào máy chủ"));
  await reach(page, button(page, "Nhập làm bản dự thảo"));
  await look(page, "criteria-editor-enter");
  const text = await textOf(page);
  await tab(page, "Nhập vào máy chủ").click();
  await press(page, button(page, "Nhập làm bản dự thảo"));
  await page.getByText(`${facts.set}, phiên bản 2,`).waitFor();
  const { criteriaYaml } = await ask("tu-nghia", publisher, "par.criteria.v1.CriteriaService/GetSet", { id: facts.set, version: 2 });
  check(Buffer.from(criteriaYaml, "base64").toString("utf8") === text, "máy chủ có đúng văn bản đã soạn");
  await page.getByRole("link", { name: "Soạn tiếp dự thảo" }).waitFor();
  for (const way of ["Công bố", "Áp dụng"]) {
    await page.getByRole("button", { name: way, exact: true }).click();
    await page.getByRole("dialog").getByRole("button", { name: way, exact: true }).click();
    await page.getByText(way === "Công bố" ? /^Đã công bố; bộ chỉ số/ : /^Đã áp dụng/).waitFor();
  }
  check((await sets()).find((one) => one.version === 2).state === "SET_STATE_ACTIVE", "phiên bản 2 đang áp dụng");
  await page.goto(editor);
  await page.getByText("Phiên bản 3, soạn từ phiên bản 1").waitFor();
  await page.getByText("Chưa sửa gì.").waitFor();
  check(true, "nhập xong thì bản soạn không còn trong trình duyệt; lần sau đề nghị phiên bản 3");
}

async function beginsFromNothing(page) {
  await page.goto("/administration/criteria");
  await press(page, page.getByRole("link", { name: "Soạn bộ chỉ số mới" }));
  await page.getByText("Chưa sửa gì.").waitFor();
  await said(page).getByText("Đang kiểm tra…").waitFor({ state: "detached" });
  check((await said(page).getByRole("list", { name: "Lỗi" }).count()) === 0, "bộ chỉ số mới bắt đầu từ một văn bản không có lỗi");
  await button(page, "Thêm căn cứ").click();
  await page.getByLabel("Số, ký hiệu").nth(1).fill("123/QĐ-UBND");
  await page.getByLabel("Ngày ban hành").nth(1).fill("20/01/2026");
  await page.keyboard.press("Tab");
  await button(page, "Thêm lĩnh vực").click();
  await page.getByRole("heading", { name: "Lĩnh vực 2" }).waitFor();
  await look(page, "criteria-editor-new");
  const text = await textOf(page);
  check(/number: "?123\/QĐ-UBND"?, date: "?2026-01-20"?,/.test(text) && text.startsWith("# "), "thêm căn cứ, thêm lĩnh vực: văn bản có, lời dẫn còn");
}

await withBrowser(async (browser) => {
  const page = await visitor(browser, "tu-nghia");
  await signIn(page, publisher);
  await opens(page);
  await errorLeadsToItsField(page);
  await editsCriterion(page);
  await changesWholes(page);
  await editsResult(page);
  await sharesFigures(page);
  await renamesInput(page);
  await editsText(page);
  await survivesReloadAndTabs(page);
  await comparesAndEnters(page);
  await twoPeople(page, browser);
  await comesBackToAnother(page);
  await beginsFromNothing(page);
});
