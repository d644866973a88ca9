// The editor of criteria sets as a person finds it, and what holds for the whole set: rounding, classes, ranking, figures that
// criteria share, a figure by another name. For scenarios/criteria_editor.mjs.
import { choose, press, typeInto } from "./keyboard.mjs";
import { ask, check, facts, look } from "./screen.mjs";

export const publisher = "tu-nghia.publisher";
export const editor = `/administration/criteria/${facts.set}/1/~edit`;
export const outline = (page) => page.getByRole("navigation", { name: "Các lĩnh vực và tiêu chí" });
export const button = (page, name) => page.getByRole("button", { name, exact: true });
export const tab = (page, name) => page.getByRole("group", { name: "Cách xem bản soạn" }).getByRole("button", { name });
export const item = (page, id) => outline(page).getByRole("button", { name: new RegExp(`^${id.replaceAll(".", "\\.")} `) });
export const said = (page) => page.getByRole("complementary", { name: "Máy chủ kiểm tra" });
export const fine = (page) => said(page).getByText("Không có lỗi, không có cảnh báo.").waitFor();
export const errors = (page) => said(page).getByRole("list", { name: "Lỗi" }).getByRole("button");
export const checked = (page) => said(page).getByText("Đang kiểm tra…").waitFor({ state: "detached" });
export const focused = (page, locator) => locator.evaluate((element) => element === document.activeElement);
export const sets = async () => (await ask("tu-nghia", publisher, "par.criteria.v1.CriteriaService/ListSets", {})).sets.filter((one) => one.id === facts.set);

/** As the browser keeps it, whatever is open. */
export const keptText = (page) => page.evaluate(() => JSON.parse(Object.entries(localStorage).find(([key]) => key.includes("criteria-set"))[1]).value);
export async function textOf(page) {
  await tab(page, "Văn bản YAML").click();
  const text = await page.getByLabel("Toàn bộ văn bản").inputValue();
  await tab(page, "Theo mục").click();
  return text;
}
export const comments = (text) => text.split("\n").filter((line) => line.startsWith("#")).join("\n");

// Rounding, classes, ranking: by keyboard; a wrong class leads to its field.
export async function editsResult(page) {
  await press(page, outline(page).getByRole("button", { name: /^Làm tròn, xếp loại, xếp hạng/ }));
  await page.getByRole("heading", { name: "Mức xếp loại" }).waitFor();
  await choose(page, page.getByLabel("Các đơn vị bằng điểm"), "cùng hạng, hạng sau liền kề (1, 2, 2, 3)");
  await choose(page, page.getByLabel("Làm tròn tổng điểm"), "3 chữ số thập phân");
  await choose(page, page.getByLabel("Tiêu chí được miễn"), "được đủ điểm tối đa");
  await choose(page, page.getByLabel("Lĩnh vực, tiêu chí để so thêm"), await page.locator("#tie-break-new option").nth(1).textContent());
  await press(page, button(page, "Thêm mục so"));
  await press(page, button(page, "Thêm mức xếp loại"));
  await page.keyboard.press("Control+a");
  await page.keyboard.type("Kém");
  await page.keyboard.press("Tab");
  await checked(page);
  await errors(page).first().waitFor();
  await look(page, "criteria-editor-result-error");
  await page.getByRole("button", { name: /^Thông tin chung/ }).click();
  await press(page, errors(page).first());
  const from = page.getByLabel("Mức 6: Từ (%)");
  await from.waitFor();
  check(await focused(page, from), "mức xếp loại không giảm dần: lỗi dẫn tới ô của mức ấy");
  await press(page, button(page, "Chuyển lên “Kém”"), "Enter");
  await typeInto(page, page.getByLabel("Mức 5: Từ (%)"), "35");
  await page.keyboard.press("Tab");
  await checked(page);
  await errors(page).first().waitFor({ state: "detached" });
  await look(page, "criteria-editor-result");
  const text = await textOf(page);
  check(text.includes("rounding: {leaf: 4, total: 3}") && text.includes("waived: full") && /ranking: \{ties: dense, tie_break: \["1"\]\}/.test(text)
    && text.includes("  - {id: class_1, title: Kém, from: 35}\n  - {id: weak,") && comments(text) === comments(facts.text), "làm tròn, miễn, xếp hạng, mức xếp loại: chỉ những dòng ấy khác");
}

export async function sharesFigures(page) {
  await outline(page).getByRole("button", { name: /^Số liệu dùng chung/ }).click();
  await page.getByText("Bộ chỉ số chưa có số liệu dùng chung nào.").waitFor();
  await press(page, button(page, "Thêm số liệu dùng chung"));
  await page.getByText(/^Đã thêm số liệu figure_1/).waitFor();
  await page.keyboard.press("Control+a");
  await page.keyboard.type("Số hồ sơ tiếp nhận");
  await page.getByLabel("Đơn vị tính").fill("hồ sơ");
  await page.getByLabel("Ngày chốt").fill("15/12/2023");
  await page.getByLabel("Nhỏ nhất").fill("9");
  await page.getByLabel("Lớn nhất").fill("5");
  await page.keyboard.press("Tab");
  await errors(page).first().waitFor();
  check(/✕ 1 lỗi/.test(await outline(page).getByRole("button", { name: /^Số liệu dùng chung/ }).textContent()), "mức nhỏ nhất lớn hơn lớn nhất: phần số liệu dùng chung được đánh dấu");
  await outline(page).getByRole("button", { name: /^Thông tin chung/ }).click();
  await errors(page).first().click();
  await page.getByLabel("Nhỏ nhất").fill("");
  await page.getByLabel("Lớn nhất").fill("5000");
  await page.keyboard.press("Tab");
  await press(page, button(page, "Đổi mã"));
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Tên mới").fill("tthc..nhan");
  await dialog.getByText(/^Mã chỉ gồm/).waitFor();
  check(await dialog.getByRole("button", { name: "Đổi tên" }).isDisabled(), "mã sai dạng không đổi được");
  await dialog.getByLabel("Tên mới").fill("tthc.nhan");
  await page.keyboard.press("Enter");
  await dialog.waitFor({ state: "detached" });
  await page.getByText("chưa dùng", { exact: true }).waitFor();
  await look(page, "criteria-editor-figures");
  // Used, and no longer.
  await item(page, "3.5").click();
  await page.getByLabel("Dùng số liệu dùng chung").selectOption({ label: "Số hồ sơ tiếp nhận (tthc.nhan)" });
  await button(page, "Dùng số liệu này").click();
  await page.getByText("dùng chung (tthc.nhan)").waitFor();
  await page.getByText(/^Thêm về số liệu c: /).click();
  await button(page, "Mở số liệu dùng chung tthc.nhan").click();
  await page.getByText("Đang dùng ở 3.5; bỏ ở đó trước").waitFor();
  check(await button(page, "Bỏ số liệu này").isDisabled(), "số liệu đang dùng không bỏ được; ghi rõ dùng ở đâu");
  await button(page, "Mở tiêu chí 3.5").click();
  await button(page, "Bỏ số liệu c").click();
  await checked(page);
  const text = await textOf(page);
  check((await errors(page).count()) === 0 && /figures:\n {2}tthc\.nhan: \{title: Số hồ sơ tiếp nhận, kind: count, unit: hồ sơ, most: 5000, cutoff: 2023-12-15\}\n/.test(text) && !text.includes("{figure: "),
    "số liệu dùng chung mà chưa tiêu chí nào dùng: có trong văn bản, không có lỗi");
}

// By keyboard: what changes with the name is shown first; one step back brings all of it back.
export async function renamesInput(page) {
  await item(page, "3.5").click();
  const before = await textOf(page);
  await press(page, page.getByRole("button", { name: /Đổi tên số liệu a$/ }));
  const dialog = page.getByRole("dialog");
  const name = dialog.getByLabel("Tên mới");
  for (const [wrong, why] of [["b", "đã dùng cho số liệu khác"], ["max", "có nghĩa riêng trong công thức"], ["Số", "chữ thường không dấu"]]) {
    await typeInto(page, name, wrong);
    await dialog.getByRole("status").getByText(why).waitFor();
    check(await dialog.getByRole("button", { name: "Đổi tên" }).isDisabled(), `tên “${wrong}” không đặt được: ${why}`);
  }
  await typeInto(page, name, "nhan_duoc");
  await dialog.getByText("Đổi theo 6 chỗ").waitFor();
  const rows = await dialog.getByRole("row").allTextContents();
  check(rows.some((row) => row.includes("b/a >= 0.5") && row.includes("b/nhan_duoc >= 0.5")) && rows.some((row) => /số liệu b: Là một phần của/.test(row)), "trước khi đổi: thấy từng công thức, từng chỗ, trước và sau");
  await look(page, "criteria-editor-rename");
  check(await keptText(page) === before, "xem trước chưa đổi gì");
  await page.keyboard.press("Enter");
  await dialog.waitFor({ state: "detached" });
  await page.getByLabel("Trường hợp 1: Khi").waitFor();
  check(await page.getByLabel("Trường hợp 1: Khi").inputValue() === "nhan_duoc > 0 and b/nhan_duoc >= 0.5", "công thức đổi theo tên");
  await checked(page);
  check((await errors(page).count()) === 0, "đổi tên xong không có lỗi");
  await button(page, "Hoàn tác").click();
  check(await textOf(page) === before, "hoàn tác một lần: tên và mọi chỗ dùng nó trở lại");
  await button(page, "Làm lại").click();
  const text = await textOf(page);
  check(text.includes("part_of: nhan_duoc}") && text.includes("when: nhan_duoc = 0 and published = 1") && comments(text) === comments(facts.text), "làm lại: đổi cả điều kiện không phát sinh và “là một phần của”");
}
