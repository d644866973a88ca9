// The unit tree as a workbook: taken away, changed as in Excel, given back; what is wrong by sheet, cell, value
// and why, what changes counted and listed before it is entered. A file of an older tree, of another node, with
// macros or beyond what the ledger takes is refused in words; of two people the second starts from the new tree.
import { execFileSync, spawnSync } from "node:child_process";
import { changedBook, refusedCells, takesAway } from "../book.mjs";
import { press } from "../keyboard.mjs";
import { check, facts, look, signIn, visitor, withBrowser } from "../screen.mjs";

facts.portals["ba-to"] = facts.unit_tree;
const parctl = (...words) => spawnSync(facts.parctl_there[0], [...facts.parctl_there.slice(1), ...words], { encoding: "utf8" });
async function tree() {
  const answer = await fetch(`${facts.unit_tree}/par.unit.v1.UnitService/ListUnits`, {
    method: "POST", headers: { "content-type": "application/json", authorization: `Bearer ${facts.tokens["ba-to.administrator"]}` }, body: JSON.stringify({ history: true }),
  });
  check(answer.ok, `ListUnits trả lời ${answer.status}`);
  return answer.json();
}
const give = (page, file) => page.locator("input[type=file]").setInputFiles(file);
const units = "Đơn vị";
const take = (page, name) => takesAway(page, page.getByRole("button", { name: "Tải cây đơn vị (Excel)" }), name);

async function takesItAway(page) {
  await page.goto("/administration/units");
  await page.getByText("lần sửa thứ 1").waitFor();
  await look(page, "unit-tree");
  const path = await take(page, "don-vi.xlsx");
  const looked = parctl("units", "import", path, "--dry-run");
  check(looked.status === 0 && looked.stdout.includes("không có gì khác"), "parctl đọc tệp trình duyệt viết: giống hệt cây đang dùng");
  await page.getByRole("link", { name: "Nhập cây đơn vị mới" }).click();
  await page.getByRole("heading", { name: "Nhập cây đơn vị mới" }).waitFor();
  return path;
}

async function namesWhatIsWrong(page, path) {
  // What is no value, and what stands twice, before the node is asked.
  await give(page, changedBook(path, "o-sai.xlsx", [[units, "ba-dong", "G", "1,5"], [units, "ba-thanh", "H", 0.5], [units, "ba-vinh", "A", "ba-dong"], ["Đổi cấp trên", "", "A", "khong-co"]]));
  await page.getByText("Tệp o-sai.xlsx có 4 chỗ phải sửa.").waitFor();
  const cells = await refusedCells(page);
  check(cells.some((one) => /^Đơn vị!G\d+ “1,5”: không phải ngày/.test(one)) && cells.some((one) => /^Đơn vị!H\d+ “0.5”: ô có cả giờ/.test(one)), "“1,5” và ngày kèm giờ ở cột ngày: nêu ô, nội dung, vì sao");
  check(cells.some((one) => /^Đơn vị!A\d+ “ba-dong”: mã này đã có ở ô A\d+/.test(one)) && cells.some((one) => /^Đổi cấp trên!A\d+ “khong-co”: trang “Đơn vị” không có/.test(one)), "mã hai lần, mã không có ở trang Đơn vị");
  await look(page, "unit-tree-cells");
  // What the node finds, by its cell, too.
  await give(page, changedBook(path, "cay-sai.xlsx", [[units, "ba-dong", "E", "ba-xa"], [units, "ba-thanh", "D", "làng"], [units, "ba-vinh", "E", "ba-vinh"]]));
  await page.getByText("Tệp cay-sai.xlsx có 1 chỗ phải sửa.").waitFor();
  check((await refusedCells(page)).some((one) => /^Đơn vị!D\d+ “làng”:/.test(one)), "loại không có trong danh sách: nêu ô");
  await give(page, changedBook(path, "cay-sai-2.xlsx", [[units, "ba-dong", "E", "ba-xa"], [units, "ba-vinh", "E", "ba-vinh"]]));
  await page.getByText("Tệp cay-sai-2.xlsx có 2 chỗ phải sửa.").waitFor();
  const found = await refusedCells(page);
  check(found.some((one) => /^Đơn vị!E\d+ “ba-xa”: .*không có đơn vị/.test(one)) && found.some((one) => /^Đơn vị!E\d+ “ba-vinh”: .*không thể trực thuộc chính mình/.test(one)), "quy tắc của cả cây: nêu đúng ô, nội dung và quy tắc");
  check((await tree()).version === "1", "tệp sai: máy chủ chưa nhận gì");
}

async function refusesWhatIsNoFileOfThisTree(page) {
  await give(page, facts.of_another);
  await page.getByText("Tệp noi-khac.xlsx có 1 chỗ phải sửa.").waitFor();
  check((await refusedCells(page))[0] === "Thông tin!C4 “quang-tri”: tệp lấy từ máy chủ của đơn vị khác; đơn vị này là ba-to", "tệp của máy chủ khác: nói rõ");
  await give(page, facts.with_macros);
  await page.getByText("Tệp chứa macro; chỉ nhận tệp .xlsx không có macro.").waitFor();
  const begun = Date.now();
  await give(page, facts.country_book);
  await page.getByText(/Yêu cầu dài [\d.]+ byte, tối đa 524\.?288/).waitFor({ timeout: 60_000 });
  check(true, `10.598 xã: đọc hết và nói là quá lớn cho một lần nhập, sau ${Date.now() - begun} ms`);
  await give(page, facts.made_by_hand);
  await page.getByText("Không khác cây đang dùng.").waitFor();
  check((await page.getByRole("button", { name: "Nhập cây đơn vị", exact: true }).count()) === 0, "tệp làm bằng tay, giống hệt: không có gì để nhập");
}

// Renamed, ended by Excel's own day, new with a code that keeps its zeros; entered by keyboard.
async function entersChanges(page, path) {
  const day = 45_838; // 30/06/2025
  const changed = changedBook(path, "don-vi-moi.xlsx", [
    [units, "ba-dong", "C", "Xã Ba Động Mới"], [units, "ba-thanh", "H", day, "day"], [units, "ba-vinh", "F", "Khối xã"],
    [units, "", "A", "ba-to-xa"], [units, "", "B", "007"], [units, "", "C", "Xã Ba Tơ"], [units, "", "D", "xã"], [units, "", "E", "ba-to"], [units, "", "G", "01/07/2025"],
  ]);
  await give(page, changed);
  for (const text of ["1 đơn vị đổi tên", "1 đơn vị kết thúc", "1 đơn vị sửa thông tin khác", "1 đơn vị mới"]) await page.getByText(text, { exact: true }).waitFor();
  check((await page.getByRole("row", { name: /Xã Ba Thành/ }).textContent()).includes("từ đầu – 30/06/2025"), "ngày cuối do Excel lưu: từ đầu – 30/06/2025");
  check((await page.getByRole("row", { name: /ba-dong/ }).textContent()).replace(/\s+/g, " ").includes("Xã Ba Động Mới ba-dongXã Ba ĐộngXã Ba Động Mới"), "đổi tên: đang có, sẽ là");
  await look(page, "unit-tree-preview");
  check((await tree()).version === "1", "mới xem: chưa nhập gì");
  await press(page, page.getByRole("button", { name: "Nhập cây đơn vị", exact: true }));
  await press(page, page.getByRole("dialog").getByRole("button", { name: "Nhập cây đơn vị", exact: true }));
  await page.getByText("lần sửa thứ 2").waitFor();
  const { units: now, version } = await tree();
  const one = (id) => now.find((other) => other.id === id);
  check(version === "2" && one("ba-dong").name === "Xã Ba Động Mới" && one("ba-thanh").until === "2025-06-30" && one("ba-to-xa").code === "007" && one("ba-to-xa").from === "2025-07-01" && one("ba-vinh").group === "Khối xã", "đã nhập đúng những gì đã xem, một lần sửa");
  return changed;
}

async function secondOfTwoPeople(page, old) {
  await page.getByRole("link", { name: "Nhập cây đơn vị mới" }).click();
  await give(page, old);
  await page.getByText(/cây đơn vị lần sửa thứ 1, nhưng cây đang dùng đã là lần sửa thứ 2/).waitFor();
  await look(page, "unit-tree-older");
  // Between looking and entering.
  const path = await take(page, "don-vi-2.xlsx");
  await give(page, changedBook(path, "cua-toi.xlsx", [[units, "ba-vinh", "C", "Xã Của Tôi"]]));
  await page.getByText("1 đơn vị đổi tên", { exact: true }).waitFor();
  const theirs = changedBook(path, "cua-nguoi-khac.xlsx", [[units, "ba-dong", "C", "Xã Của Người Khác"]]);
  execFileSync(facts.parctl_there[0], [...facts.parctl_there.slice(1), "units", "import", theirs, "--yes"]);
  await page.getByRole("button", { name: "Nhập cây đơn vị", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Nhập cây đơn vị", exact: true }).click();
  await page.getByRole("dialog").getByText(/nhưng cây đang dùng đã là lần sửa thứ 3/).waitFor();
  await look(page, "unit-tree-meanwhile");
  await page.getByRole("dialog").getByRole("button", { name: "Hủy" }).click();
  // The page itself was opened before: what it hands out is the tree of now.
  const fresh = await take(page, "don-vi-3.xlsx");
  await give(page, changedBook(fresh, "cua-toi-2.xlsx", [[units, "ba-vinh", "C", "Xã Của Tôi"]]));
  await page.getByText("1 đơn vị đổi tên", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Nhập cây đơn vị", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Nhập cây đơn vị", exact: true }).click();
  await page.getByText("lần sửa thứ 4").waitFor();
  const names = (await tree()).units.map(({ name }) => name);
  check(names.includes("Xã Của Tôi") && names.includes("Xã Của Người Khác"), "hai người sửa: không ai làm mất phần của người kia");
}

await withBrowser(async (browser) => {
  const page = await visitor(browser, "ba-to");
  await signIn(page, "ba-to.administrator");
  const path = await takesItAway(page);
  await namesWhatIsWrong(page, path);
  await refusesWhatIsNoFileOfThisTree(page);
  const changed = await entersChanges(page, path);
  await secondOfTwoPeople(page, changed);
});
