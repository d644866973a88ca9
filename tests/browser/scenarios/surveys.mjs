// Surveys: one issued from a file and one drawn up by the form, real figures imported by keyboard after a look at them, wrong ones named by line, points
// set in the dossiers; and the leaders' votes of a council from its setting up by the form to its reopening.
import { join } from "node:path";
import { refusedCells } from "../book.mjs";
import { ask, check, facts, look, signIn, visitor, withBrowser } from "../screen.mjs";

const comma = (text) => text.replace(".", ",");
const cells = (rows) => rows.evaluateAll((all) => all.map((row) => [...row.querySelectorAll("th,td")].map((cell) => cell.textContent.trim())));

async function issues(page) {
  await page.getByRole("link", { name: "Khảo sát" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Ban hành cuộc điều tra" }).waitFor();
  await page.getByText("Dùng tệp YAML có sẵn").click();
  await page.getByLabel("hoặc dán nội dung tệp").focus();
  await page.keyboard.insertText(facts.definition.replace("parnet/survey/1", "parnet/survey/9"));
  const yes = page.getByRole("dialog").getByRole("button", { name: "Ban hành" });
  await page.getByRole("button", { name: "Ban hành theo tệp" }).click();
  await yes.click();
  await page.getByRole("alert").first().waitFor();
  check(true, "định nghĩa sai dạng thì không ban hành, có lý do");
  const known = await page.getByRole("article").count();
  await page.getByLabel("hoặc dán nội dung tệp").fill("");
  await page.getByLabel("hoặc dán nội dung tệp").focus();
  await page.keyboard.insertText(facts.definition);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await look(page, "surveys-issue-question");
  await page.getByRole("dialog").getByRole("button", { name: "Hủy" }).press("Enter");
  check((await page.getByRole("article").count()) === known && (await page.getByText(/^Đã ban hành/).count()) === 0, "hỏi trước khi ban hành; thôi thì chưa có gì được ban hành");
  await page.getByRole("button", { name: "Ban hành theo tệp" }).press("Enter");
  await yes.press("Enter");
  await page.getByText("Đã ban hành sipas-province-2023.").waitFor();
  await look(page, "surveys");
}

const asCouncil = (method, message) => ask("tu-nghia", "tu-nghia.council", `par.survey.v1.${method}`, message);
const same = (found, wanted, what) => check(JSON.stringify(found) === JSON.stringify(wanted), `${what}: ${JSON.stringify(found)}`);

// What the form asks for becomes the same definition as a file's.
async function drawsUp(page) {
  await page.getByText("Soạn theo mẫu").click();
  const title = page.getByLabel("Tên cuộc điều tra");
  await title.fill("Mức độ hài lòng của người dân cấp xã năm 2022");
  await page.getByLabel("Năm", { exact: true }).fill("2022");
  await page.getByLabel("Cho điểm bộ chỉ số").selectOption("commune-sample-2023@1");
  await page.getByLabel("Đối tượng điều tra").fill("Người dân đã nhận kết quả: “một cửa”");
  await page.getByLabel("Quy mô tính bằng").fill("hồ sơ");
  await page.getByLabel("Số phiếu cần ở mỗi đơn vị, mỗi đợt").fill("60");
  await page.getByLabel("Số phiếu tối thiểu để tính").fill("30");
  await page.getByLabel("Dưới mức tối thiểu thì").selectOption("previous_year");
  const nothing = page.getByText(/^Chưa có đợt nào trước đó để lấy thay/);
  await nothing.waitFor();
  await page.getByText(/^Đơn vị được điều tra/).click();
  await page.getByRole("checkbox", { name: "Thị trấn La Hà" }).check();
  await page.getByLabel("Quy mô của Thị trấn La Hà").fill("2400");
  await page.getByRole("group", { name: "Đợt 1" }).getByLabel("Năm của đợt").fill("2021");
  await nothing.waitFor({ state: "detached" });
  await page.getByRole("group", { name: "Đợt 1" }).getByLabel("Từ ngày").fill("1/4/2021");
  await page.getByRole("button", { name: "Thêm đợt" }).click();
  for (const [i, criterion] of ["8.1.1", "8.1.2", "8.1.3", "8.1.4", "8.1.5"].entries()) {
    await page.getByRole("group", { name: `Thành phần ${i + 1}` }).getByLabel("Tiêu chí").selectOption(criterion);
  }
  await page.getByRole("group", { name: "Thành phần 2" }).getByLabel("Trọng số (điểm)").fill("1,5");
  await page.getByLabel(/^Loại/).selectOption("ddci");
  await page.getByLabel(/^Loại/).selectOption("sipas");
  check((await page.getByRole("group", { name: "Thành phần 2" }).getByLabel("Trọng số (điểm)").inputValue()) === "1,5", "chọn nhầm loại rồi chọn lại: thành phần đã nhập vẫn còn");
  await look(page, "surveys-form");
  await page.reload();
  await page.getByText("Soạn theo mẫu").click();
  check((await title.inputValue()) !== "" && (await page.getByRole("group", { name: "Thành phần 2" }).getByLabel("Trọng số (điểm)").inputValue()) === "1,5", "tải lại trang: phần đã nhập vẫn còn");
  await page.getByLabel("Kết quả nhập vào là").selectOption("levels");
  await refusesAtTheField(page);
  await page.getByRole("button", { name: "Ban hành", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Ban hành" }).click();
  await page.getByText("Đã ban hành sipas-tu-nghia-2022.").waitFor();
  check((await title.inputValue()) === "", "ban hành xong: biểu mẫu trống lại");
  const shown = await asCouncil("SurveyService/ShowSurvey", { survey: "sipas-tu-nghia-2022" });
  same(shown.components.map((one) => [one.id, one.weight, one.best, one.criterion]), [["tiep-can", "2", "100", "8.1.1"], ["to-chuc", "1.5", "100", "8.1.2"],
    ["cong-chuc", "2", "100", "8.1.3"], ["ket-qua", "2", "100", "8.1.4"], ["phan-anh", "2", "100", "8.1.5"]], "năm thành phần vào năm tiêu chí, trọng số theo điểm tối đa hoặc như đã nhập");
  same(shown.waves.map((one) => [one.id, one.title, one.year, one.from ?? ""]), [["dot-1", "Đợt 1", 2021, "2021-04-01"], ["dot-2", "Đợt 2", 2022, ""]], "đợt năm trước và đợt trong năm");
  same([shown.asked, shown.counted, shown.sample, shown.minimum, shown.frame.map((one) => [one.unit, one.size])], ["Người dân đã nhận kết quả: “một cửa”", "hồ sơ", "60", "30", [["la-ha", "2400"]]], "đối tượng, mẫu, đơn vị");
  const text = Buffer.from(shown.surveyYaml, "base64").toString("utf8");
  check(/^fallback: previous_year$/m.test(text) && /worth: 100/.test(text), "cách thay thế khi thiếu phiếu và năm mức trả lời có trong định nghĩa");
  await takesNoOthersPlace(page, title);
}

// What is refused is told at its field in the form's words, of a list in the row that is meant, and goes when it is
// changed.
async function standsAt(page, field, told, what) {
  await page.getByText(told, { exact: true }).waitFor();
  const [focused, invalid, described] = await field.evaluate((one) => [document.activeElement === one, one.getAttribute("aria-invalid"),
    document.getElementById((one.getAttribute("aria-describedby") ?? "").split(" ").at(-1))?.textContent]);
  check(focused && invalid === "true" && described === told, `${what}: ${told}`);
  check((await page.getByRole("alert").count()) === 0, "từ chối đã hiện tại ô thì không nhắc lại ở chỗ khác");
}

async function refusesAtTheField(page) {
  const publish = async () => {
    await page.getByRole("button", { name: "Ban hành", exact: true }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Ban hành" }).click();
  };
  const weight = page.getByRole("group", { name: "Thành phần 3" }).getByLabel("Trọng số (điểm)");
  await weight.fill("0");
  await publish();
  const told = "Thành phần 3, Trọng số (điểm): trọng số 0 phải lớn hơn 0";
  await standsAt(page, weight, told, "ô sai ở đúng dòng của bảng");
  await look(page, "surveys-form-refused");
  await weight.fill("2");
  check((await page.getByText(told, { exact: true }).count()) === 0 && (await weight.getAttribute("aria-invalid")) === null, "sửa ô thì lời từ chối mất");
  const minimum = page.getByRole("textbox", { name: "Số phiếu tối thiểu để tính" });
  await minimum.fill("0");
  await publish();
  await standsAt(page, page.getByLabel("Dưới mức tối thiểu thì"),
    "Dưới mức tối thiểu thì: có cách xử lý khi thiếu phiếu (“lấy kết quả năm trước”) nhưng không có mẫu tối thiểu (Số phiếu tối thiểu để tính)", "không còn chữ của tệp");
  await minimum.fill("30");
}

// A survey that stands goes only when somebody types its id, and then he is told; what was chosen for another
// set is not sent.
async function takesNoOthersPlace(page, title) {
  await title.fill("Điều tra lần hai");
  await page.getByLabel("Năm", { exact: true }).fill("2022");
  await page.getByLabel("Đối tượng điều tra").fill("Người dân");
  await page.getByLabel("Cho điểm bộ chỉ số").selectOption("commune-sample-2023@1");
  await page.getByRole("group", { name: "Thành phần 1" }).getByLabel("Tiêu chí").selectOption("8.1.1");
  await page.getByLabel("Cho điểm bộ chỉ số").selectOption("");
  const id = page.getByLabel("Mã cuộc điều tra");
  check((await id.getAttribute("placeholder")) === "sipas-tu-nghia-2022-2", `mã đề nghị không trùng cuộc điều tra đã có: ${await id.getAttribute("placeholder")}`);
  await id.fill("sipas-tu-nghia-2022");
  const question = page.getByRole("dialog");
  await page.getByRole("button", { name: "Ban hành", exact: true }).click();
  await question.getByText("thay cho cuộc điều tra đang có “Mức độ hài lòng của người dân cấp xã năm 2022”").waitFor();
  await question.getByRole("button", { name: "Hủy" }).click();
  await id.fill("");
  await page.getByRole("button", { name: "Ban hành", exact: true }).click();
  check((await question.getByText("thay cho cuộc điều tra đang có").count()) === 0, "mã mới thì không thay gì");
  await question.getByRole("button", { name: "Ban hành" }).click();
  await page.getByText("Đã ban hành sipas-tu-nghia-2022-2.").waitFor();
  const shown = await asCouncil("SurveyService/ShowSurvey", { survey: "sipas-tu-nghia-2022-2" });
  check(shown.components.every((one) => (one.criterion ?? "") === ""), "bỏ bộ chỉ số thì tiêu chí của nó không vào định nghĩa");
}

async function refusesByLine(page) {
  await page.getByLabel("hoặc dán nội dung tệp").focus();
  await page.keyboard.insertText(["survey,sipas-province-2023", "source.number,124/BC-SNV", "source.issuer,Sở Nội vụ", "source.date,2024-04-29",
    `source.sha256,${"a".repeat(64)}`, "unit,wave,component,asked,answers,index", "quang-tri,nam-2023,tiep-can,,,120", "quang-tri,nam-2023,khong-co,,,80", ""].join("\n"));
  await page.getByRole("button", { name: "Xem trước" }).click();
  await page.getByText("2 chỗ sai, chưa nhập được").waitFor();
  const rows = (await cells(page.getByRole("region", { name: "Chỗ sai" }).getByRole("row"))).slice(1);
  check(rows.length === 2 && rows[0][0] === "7" && rows[1][0] === "8", `lỗi theo dòng: ${rows.map((row) => `${row[0]}: ${row[2]}`).join("; ")}`);
  check((await page.getByRole("button", { name: "Nhập", exact: true }).count()) === 0, "có lỗi thì không nhập được");
  await look(page, "surveys-refused");
}

function sameAsParctl(rows, unit, what) {
  unit.components.forEach((one, i) => {
    check(rows[i][2] === comma(one.index) && rows[i][3] === comma(one.points) && rows[i][4] === one.working, `${what}, ${one.criterion}: ${rows[i].slice(2).join(" · ")}`);
  });
  check(rows.at(-1)[3] === comma(unit.points), `${what}, tổng ${rows.at(-1)[3]}`);
}

async function importsByKeyboard(page) {
  await page.goto("/surveys/sipas-province-2023");
  await page.getByRole("heading", { name: "Nhập kết quả" }).waitFor();
  await refusesByLine(page);
  const text = page.getByLabel("hoặc dán nội dung tệp");
  await text.focus();
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText(facts.figures);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Xem trước: điểm sau khi nhập" }).waitFor();
  await page.getByText("5 kết quả, nguồn 124/BC-SNV").waitFor();
  check(await page.getByText("Chưa nhập kết quả nào.").isVisible(), "xem trước không lưu gì");
  await look(page, "surveys-preview");
  await page.getByRole("button", { name: "Nhập", exact: true }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  await look(page, "surveys-confirm");
  await page.getByRole("dialog").getByRole("button", { name: "Nhập", exact: true }).press("Enter");
  await page.getByText("Đã nhập, lần 1.").waitFor();
  const region = page.getByRole("region", { name: "Kết quả theo câu hỏi: Tỉnh Quảng Trị" });
  await region.waitFor();
  const rows = (await cells(region.getByRole("row"))).slice(1);
  sameAsParctl(rows, facts.province.units[0], "Quảng Trị");
  check(rows.at(-1)[3] === "7,9662", "năm thành phần cộng đúng 7,9662");
  for (const remark of facts.province.remarks) check(await page.getByText(remark.text).first().isVisible(), `điều cần xem lại: ${remark.text}`);
  await look(page, "surveys-results");
}

// A workbook is read by the browser: what it cannot read is named by its cell, and so is what the node refuses.
async function refusesByCell(page) {
  await page.locator("input[type=file]").setInputFiles(join(facts.folder, "ket-qua-chu.xlsx"));
  await page.getByText("Chưa đọc được tệp: 1 ô phải sửa.").waitFor();
  check((await refusedCells(page))[0] === `Kết quả!${facts.typed} “một trăm hai”: không phải số`, (await refusedCells(page))[0]);
  check(await page.getByRole("button", { name: "Xem trước" }).isDisabled(), "chưa có gì gửi tới máy chủ");
  await look(page, "surveys-book-refused");
  await page.locator("input[type=file]").setInputFiles(join(facts.folder, "ket-qua-vuot.xlsx"));
  await page.getByRole("button", { name: "Xem trước" }).click();
  const region = page.getByRole("region", { name: "Chỗ sai" });
  await region.waitFor();
  const [first] = (await cells(region.getByRole("row"))).slice(1);
  check(first[0] === "Kết quả" && first[1] === facts.beyond, `máy chủ từ chối, nêu trang và ô: ${first.join(" · ")}`);
}

async function entersFromFile(page) {
  await page.goto("/surveys/sipas-commune-sample-2023");
  await refusesByCell(page);
  await page.locator("input[type=file]").setInputFiles(join(facts.folder, "ket-qua.xlsx"));
  await page.getByRole("button", { name: "Xem trước" }).click();
  await page.getByRole("heading", { name: "Xem trước: điểm sau khi nhập" }).waitFor();
  await page.getByRole("button", { name: "Nhập", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Nhập", exact: true }).click();
  await page.getByText("Đã nhập, lần 1.").waitFor();
  const unit = facts.communes.units.find((one) => one.unit === "song-ve");
  const region = page.getByRole("region", { name: "Kết quả theo câu hỏi: Thị trấn Sông Vệ" });
  await region.waitFor();
  sameAsParctl((await cells(region.getByRole("row"))).slice(1), unit, "Sông Vệ");
  await page.getByRole("button", { name: "Đưa điểm vào hồ sơ" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Đưa điểm vào hồ sơ" }).click();
  await page.getByText(/^\d+ hồ sơ thay đổi/).waitFor();
  check((await page.getByText(/^\d+ hồ sơ thay đổi/).textContent()).startsWith("2 hồ sơ thay đổi"), await page.getByText(/^\d+ hồ sơ thay đổi/).textContent());
  await page.locator("input[type=file]").setInputFiles(join(facts.folder, "survey-results-2021.yaml"));
  await page.getByRole("button", { name: "Xem trước" }).click();
  await page.getByText(/kết quả đã có sẽ được thay; phải nêu lý do/).waitFor();
  check(await page.getByRole("button", { name: "Nhập", exact: true }).isDisabled(), "thay kết quả phải nêu lý do");
  await look(page, "surveys-waves");
}

async function votes(page, la_ha, song_ve) {
  await page.getByLabel(/^Thị trấn La Hà, 8\.6: điểm từ 0 đến 3$/).focus();
  await page.keyboard.type(la_ha);
  await page.getByLabel(/^Thị trấn Sông Vệ, 8\.6: điểm từ 0 đến 3$/).focus();
  await page.keyboard.type(song_ve);
  await page.keyboard.press("Enter");
}

async function refusesAFile(chair) {
  await chair.goto(`/surveys/council/${facts.cycle}`);
  await chair.getByText("Khảo sát phục vụ chấm điểm cấp xã năm 2021: chưa lập hội đồng").waitFor();
  await chair.getByText("Dùng tệp YAML có sẵn").click();
  await chair.getByLabel("hoặc dán nội dung tệp").fill(facts.council.replace("quorum: 2/3", "quorum: 3/2"));
  await chair.getByRole("button", { name: "Lập theo tệp" }).click();
  await chair.getByRole("dialog").getByRole("button", { name: "Lập hội đồng" }).click();
  check((await chair.getByRole("alert").textContent()).includes("3/2"), "tệp sai thì chưa lập hội đồng, có lý do");
}

async function setsUp(chair) {
  await refusesAFile(chair);
  const member = (i) => chair.getByRole("group", { name: `Thành viên ${i}` });
  const deadline = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10);
  await chair.getByLabel("Tên hội đồng").fill("Hội đồng đánh giá của lãnh đạo UBND huyện năm 2021");
  await chair.getByLabel("Quyết định thành lập").fill("2873/QĐ-UBND");
  await chair.getByLabel("Hạn bỏ phiếu").fill("1/3/2021");
  await chair.getByText(/^Hạn bỏ phiếu đã qua/).waitFor();
  check(await chair.getByRole("button", { name: "Lập hội đồng" }).isDisabled(), "hạn đã qua thì không lập được");
  await chair.getByLabel("Hạn bỏ phiếu").fill(deadline);
  await member(1).getByLabel("Tài khoản").fill("tu-nghia.council");
  check((await member(1).getByLabel("Họ tên").inputValue()) === facts.chair, `người đã biết hiện ngay họ tên: ${facts.chair}`);
  await member(1).getByLabel("Tài khoản").fill("tu-nghia.nobody");
  check((await member(1).getByLabel("Họ tên").inputValue()) === "", "đổi tài khoản: họ tên người trước không ở lại");
  await member(1).getByLabel("Tài khoản").fill("tu-nghia.council");
  await member(2).getByLabel("Tài khoản").fill("tu-nghia.leader");
  await member(2).getByLabel("Họ tên").fill("Trần Thị Bình");
  await chair.getByRole("button", { name: "Bỏ Thành viên 3" }).click();
  await look(chair, "surveys-council-form");
  await chair.reload();
  await member(2).waitFor();
  check((await member(2).getByLabel("Họ tên").inputValue()) === "Trần Thị Bình" && (await member(3).count()) === 0, "tải lại trang: phần đã nhập vẫn còn");
  const setUp = async () => {
    await chair.getByRole("button", { name: "Lập hội đồng" }).click();
    await chair.getByRole("dialog").getByRole("button", { name: "Lập hội đồng" }).click();
  };
  const account = member(2).getByLabel("Tài khoản");
  await account.fill("tu-nghia.nobody");
  await member(2).getByLabel("Họ tên").fill("Trần Thị Bình");
  await setUp();
  await standsAt(chair, account, "Thành viên 2, Tài khoản: Không có tài khoản “tu-nghia.nobody”", "tài khoản không có");
  await account.fill("tu-nghia.council");
  await setUp();
  await chair.getByText(/^Thành viên 2, Tài khoản: /).waitFor();
  check(await account.evaluate((one) => document.activeElement === one), "một người ngồi hai lần: ở dòng lặp lại");
  await look(chair, "surveys-council-form-refused");
  await account.fill("tu-nghia.leader");
  await member(2).getByLabel("Họ tên").fill("Trần Thị Bình");
  await setUp();
  await chair.getByRole("heading", { name: "Phiếu của tôi" }).waitFor();
  const stands = await asCouncil("CouncilService/ShowCouncil", { cycle: facts.cycle });
  same([stands.basis, stands.quorum, stands.method, stands.deadline, ...stands.members.map((one) => [one.account, one.name, one.role])],
    ["2873/QĐ-UBND", "2/3", "mean", deadline, ["tu-nghia.council", facts.chair, "Chủ tịch Hội đồng"], ["tu-nghia.leader", "Trần Thị Bình", "Ủy viên"]], "hội đồng như đã nhập");
}

async function council(chair, member) {
  await setsUp(chair);
  await votes(chair, "4", "2,9");
  await chair.getByRole("alert").waitFor();
  check(true, "điểm quá tối đa bị từ chối, không phiếu nào được ghi");
  await chair.getByLabel(/^Thị trấn La Hà, 8\.6: điểm từ 0 đến 3$/).fill("2,5");
  await chair.keyboard.press("Enter");
  await chair.getByText("2/2").waitFor();
  await look(chair, "surveys-council");
  // A member need not work at reviews: what waits for him stands on his home page.
  await signIn(member, "tu-nghia.leader");
  const duty = member.getByRole("listitem").filter({ hasText: "Hội đồng đánh giá của lãnh đạo UBND huyện năm 2021" });
  await duty.getByText(/Khảo sát phục vụ chấm điểm cấp xã năm 2021 · đang bỏ phiếu, hạn/).waitFor();
  await look(member, "home-votes");
  await duty.getByRole("link", { name: "Bỏ phiếu" }).click();
  await member.getByRole("heading", { name: "Phiếu của tôi" }).waitFor();
  check((await member.getByLabel(/^Thị trấn La Hà, 8\.6: điểm/).first().inputValue()) === "", "phiếu của người khác chưa hiện ra");
  await votes(member, "3", "2,7");
  await member.getByText("2/2").nth(1).waitFor();
  await chair.reload();
  await chair.getByRole("button", { name: "Kết thúc bỏ phiếu" }).click();
  await chair.getByRole("dialog").getByRole("button", { name: "Kết thúc bỏ phiếu" }).click();
  await chair.getByRole("heading", { name: "Điểm của lãnh đạo" }).waitFor();
  check((await cells(chair.getByRole("row", { name: /^Thị trấn La Hà · 8\.6/ })))[0][1] === "2,7500", "La Hà: (2,5 + 3) / 2 = 2,7500");
  check((await cells(chair.getByRole("row", { name: /^Thị trấn Sông Vệ · 8\.6/ })))[0][1] === "2,8000", "Sông Vệ: (2,9 + 2,7) / 2 = 2,8000");
  await look(chair, "surveys-council-closed");
  await chair.getByLabel("Lý do mở lại").fill("Một thành viên ghi nhầm");
  await chair.getByLabel("Hạn mới").fill(new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10));
  await chair.getByRole("button", { name: "Mở lại" }).click();
  await chair.getByText(/Một thành viên ghi nhầm/).waitFor();
  await chair.getByText("đang bỏ phiếu").waitFor();
  check(true, "mở lại có lý do, phiếu cũ còn trong ô");
  check((await chair.getByLabel("Lý do mở lại").count()) === 0, "chưa đến hạn thì không có gì để mở lại");
  await chair.clock.setFixedTime(Date.now() + 10 * 86_400_000);
  await chair.reload();
  await chair.getByText(/^Hạn bỏ phiếu đã qua/).waitFor();
  check(await chair.getByLabel("Lý do mở lại").isVisible(), "quá hạn mà chưa kết thúc được: gia hạn ngay trên trang");
}

await withBrowser(async (browser) => {
  const publisher = await visitor(browser, "tu-nghia");
  await signIn(publisher, "tu-nghia.publisher");
  await issues(publisher);
  await drawsUp(publisher);
  const page = await visitor(browser, "tu-nghia");
  await signIn(page, "tu-nghia.council");
  await importsByKeyboard(page);
  await entersFromFile(page);
  await council(page, await visitor(browser, "tu-nghia"));
  await page.getByRole("button", { name: "English" }).click();
  await page.getByText("voting", { exact: true }).waitFor();
  await look(page, "surveys-council-english");
});
