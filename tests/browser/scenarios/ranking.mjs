// The ranking: the table beside last year's, every picture with its table, PNG and CSV, one unit, two units
// criterion by criterion, another version of the set, what is printed, and a plan drafted from what was lost; numbers are those parctl prints.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { check, facts, look, signIn, visitor, withBrowser } from "../screen.mjs";

const page_of = `/ranking/${facts.cycle}`;
/** "938305" ten-thousandths as a table writes them: 93,8305. */
const four = (e4) => {
  const text = String(e4 ?? 0).replace("-", "").padStart(5, "0");
  return `${Number(e4) < 0 ? "−" : ""}${text.slice(0, -4)},${text.slice(-4)}`;
};
const short = (e4) => four(e4).replace(/,?0+$/, "");
const unit = (id) => facts.ranking.find((one) => one.unit === id);
const la_ha = unit("la-ha");
const song_ve = unit("song-ve");

const cells = (rows) => rows.evaluateAll((all) => all.map((row) => [...row.querySelectorAll("th,td")].map((cell) => cell.textContent.trim())));

async function downloaded(page, name) {
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name, exact: true }).click()]);
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
}

/** The picture's table opened by keyboard, what it says, and its two downloads opened. */
async function taken(page, title) {
  const figure = page.getByRole("figure").filter({ has: page.getByRole("heading", { name: title, exact: true }) });
  await figure.getByRole("img").locator("svg").waitFor();
  await figure.getByRole("button", { name: `Bảng: ${title}` }).focus();
  await page.keyboard.press("Enter");
  await figure.getByRole("row").first().waitFor();
  const table = await cells(figure.getByRole("row"));
  const csv = await downloaded(page, `CSV: ${title}`);
  const lines = csv.bytes.toString("utf8").replace(/^\ufeff/, "").trimEnd().split("\r\n").map((line) => [...line.matchAll(/"((?:[^"]|"")*)"/g)].map((cell) => cell[1].replaceAll('""', '"')));
  check(JSON.stringify(lines) === JSON.stringify(table), `${title}: CSV (${csv.name}) đúng như bảng, ${lines.length - 1} dòng`);
  const png = await downloaded(page, `PNG: ${title}`);
  check(png.bytes.subarray(1, 4).toString() === "PNG" && png.bytes.readUInt32BE(16) > 600 && png.bytes.readUInt32BE(20) > 200 && png.bytes.length > 5_000,
    `${title}: PNG ${png.bytes.readUInt32BE(16)}×${png.bytes.readUInt32BE(20)}, ${png.bytes.length} byte`);
  await figure.getByRole("button", { name: `Bảng: ${title}` }).click();
  return table;
}

/** Texts of a drawing that overlap each other. */
const overlaps = (page) => page.locator(".picture-drawing svg").evaluateAll((drawings) => drawings.flatMap((drawing) => {
  const edge = drawing.getBoundingClientRect();
  const texts = [...drawing.querySelectorAll("text")].map((text) => ({ text: text.textContent, box: text.getBoundingClientRect() }));
  const found = texts.filter(({ box }) => box.right > edge.right + 1 || box.left < edge.left - 1 || box.bottom > edge.bottom + 2).map(({ text }) => `ra ngoài: ${text}`);
  texts.forEach((a, i) => texts.slice(i + 1).forEach((b) => {
    const wide = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
    const high = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
    if (wide > 1 && high > 4) found.push(`${a.text} / ${b.text}`);
  }));
  return found;
}));
async function noOverlaps(page, what) {
  for (const width of [390, 1366]) {
    await page.setViewportSize({ width, height: width === 390 ? 844 : 768 });
    await page.locator(".picture-drawing svg").first().waitFor();
    await page.waitForFunction((most) => [...document.querySelectorAll(".picture-drawing svg")].every((one) => one.getBoundingClientRect().width <= most), width);
    const found = await overlaps(page);
    check(found.length === 0, `${what}, ${width} px: chữ trong hình không chồng lên nhau ${found.slice(0, 5).join("; ")}`);
  }
}

async function saysWhereEarlierYearsComeFrom(page) {
  const source = "21/QĐ-UBND, UBND huyện Tư Nghĩa; nhập từ ngoài, đúng như đã công bố";
  const basis = "văn bản tự mâu thuẫn; căn cứ nhập: Ghi theo bản in";
  await page.getByText(`Năm 2020: ${source}; suy từ mức thay đổi mà văn bản nêu; ${basis}`, { exact: true }).waitFor();
  await page.getByText(`Năm 2021: ${source}; ${basis}`, { exact: true }).waitFor();
}

async function overview(page) {
  await page.goto(page_of);
  const row = page.getByRole("row", { name: /Thị trấn Sông Vệ/ }).first();
  await row.waitFor();
  const shown = (await cells(row))[0];
  check(shown[0] === "1" && shown[2] === four(song_ve.total_e4) && shown[3] === short(song_ve.effective_maximum_e4), `Sông Vệ hạng 1, ${four(song_ve.total_e4)} trên ${short(song_ve.effective_maximum_e4)}`);
  check(shown[6].includes("lên 1 bậc"), `so năm trước: ${shown[6]}`);
  check((await cells(page.getByRole("row", { name: /Thị trấn La Hà/ }).first()))[0][6].includes("xuống 1 bậc"), "La Hà xuống 1 bậc");
  const group = (await page.getByRole("heading", { name: /^Khối / }).first().textContent()).replace("Khối ", "");
  const stacked = await taken(page, `Điểm theo lĩnh vực, ${group}`);
  const first = stacked.find((one) => one[0] === "Thị trấn Sông Vệ");
  song_ve.areas.forEach((area, i) => check(first[i + 1] === four(area.score_e4), `Sông Vệ, lĩnh vực ${area.id}: ${first[i + 1]}`));
  const slope = await taken(page, `Thứ hạng qua các năm, ${group}`);
  check(JSON.stringify(slope) === JSON.stringify([["Đơn vị", "2020", "2021", "2022", "2023"], ["Thị trấn Sông Vệ", "2", "1/2", "2/2", "1/2"], ["Thị trấn La Hà", "1", "2/2", "1/2", "2/2"]]), "hạng bốn năm của cả hai thị trấn: 2021 nhập từ ngoài, 2020 suy ra và không biết khối có mấy đơn vị");
  await saysWhereEarlierYearsComeFrom(page);
  check(!(await page.getByText(/Năm 2022: .*nhập từ ngoài/).isVisible()), "năm 2022 có quyết định của máy chủ này, không phải số nhập");
  const calendar = await taken(page, "Lịch nhận hồ sơ");
  check(calendar.length === 3 && calendar.slice(1).every((one) => one[2] === "đúng hạn"), "lịch nhận hồ sơ: hai đơn vị đúng hạn");
  const away = (await downloaded(page, "Tải CSV: Xếp hạng")).bytes.toString("utf8").trimEnd().split("\r\n").slice(1).map((line) => line.slice(1, -1).split('","'));
  check(away.every((line, i) => line[5] === facts.ranking[i].converted_percent.replace(".", ",")), `bảng tải về ghi tỷ lệ bằng dấu phẩy: ${away.map((line) => line[5]).join(", ")}`);
  await noOverlaps(page, "bảng xếp hạng");
  await look(page, "ranking-table");
  await page.getByLabel("Tìm đơn vị theo tên").fill("song ve");
  await page.getByText("1 đơn vị").waitFor();
  check((await page.getByRole("row", { name: /Thị trấn La Hà/ }).count()) === 0, "tìm không dấu: chỉ còn Sông Vệ");
  await page.getByLabel("Tìm đơn vị theo tên").fill("");
}

const varint = (number) => (number < 128 ? [number] : [(number & 127) | 128, ...varint(number >> 7)]);
/** The answer of GetRanking in which every unit is called `name`. */
function renamed(message, name) {
  const read = (at) => {
    for (let value = 0, shift = 0; ; ++at, shift += 7) {
      value |= (message[at] & 127) << shift;
      if (message[at] < 128) return [value, at + 1];
    }
  };
  const bytes = [];
  for (let at = 0; at < message.length; ) {
    const begin = at;
    const [tag, afterTag] = read(at);
    const [value, after] = read(afterTag);
    at = (tag & 7) === 2 ? after + value : after;
    if (tag !== 10) {
      bytes.push(...message.subarray(begin, at));
      continue;
    }
    // A unit begins with its id and its name, each shorter than 128 bytes.
    const from = after + 2 + message[after + 1];
    const put = Buffer.from(name);
    const unit = [...message.subarray(after, from), message[from], ...varint(put.length), ...put, ...message.subarray(from + 2 + message[from + 1], at)];
    bytes.push(tag, ...varint(unit.length), ...unit);
  }
  return Buffer.from(bytes);
}

// As a province has them: communes of one name.
async function drawsUnitsOfOneName(page) {
  const asks = "**/*.RankingService/GetRanking";
  await page.route(asks, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: renamed(await response.body(), "Xã Bình Minh") });
  });
  await page.goto(page_of);
  await page.getByRole("row", { name: /Xã Bình Minh/ }).first().waitFor();
  const group = (await page.getByRole("heading", { name: /^Khối / }).first().textContent()).replace("Khối ", "");
  for (const title of [`Điểm theo lĩnh vực, ${group}`, `Thứ hạng qua các năm, ${group}`]) {
    const drawing = page.getByRole("figure").filter({ has: page.getByRole("heading", { name: title, exact: true }) }).getByRole("img").locator("svg");
    await drawing.waitFor();
    check((await drawing.getByText("Xã Bình Minh").count()) === 2, `${title}: vẽ cả hai đơn vị cùng tên`);
  }
  check(page.faults.length === 0, `hai đơn vị cùng tên: trang không báo lỗi ${page.faults.join("; ")}`);
  await page.unroute(asks);
}

async function oneUnit(page) {
  await page.getByRole("link", { name: "Thị trấn La Hà" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Thị trấn La Hà", exact: true }).waitFor();
  await page.getByText("Hạng 2 trên 2").waitFor();
  const profile = await taken(page, "Điểm từng lĩnh vực so với khối");
  for (const area of la_ha.areas.filter((one) => Number(one.maximum_e4) > 0)) {
    const other = song_ve.areas.find((one) => one.id === area.id);
    const found = profile.find((one) => one[0].startsWith(`${area.id}. `));
    if (found === undefined) continue; // Bonus and penalty have no maximum to lose of.
    const both = Number(area.score_e4 ?? 0) + Number(other.score_e4 ?? 0);
    check(found[1] === four(area.score_e4) && found[3] === four(Math.floor((both + 1) / 2)), `La Hà, lĩnh vực ${area.id}: ${found[1]}, trung vị ${found[3]}`);
  }
  const fall = await taken(page, "Từ điểm tối đa đến tổng điểm");
  check(fall[1][1] === short(la_ha.effective_maximum_e4) && fall.at(-1)[1] === short(la_ha.total_e4), `từ ${fall[1][1]} đến ${fall.at(-1)[1]}`);
  const e4 = (text) => BigInt(Math.round(Number(text.replace("−", "-").replace("+", "").replace(",", ".")) * 10_000));
  const walked = fall.slice(2, -1).reduce((sum, one) => sum + e4(one[1]), e4(fall[1][1]));
  check(walked === BigInt(la_ha.total_e4), "các phần điểm mất cộng đúng bằng phần thiếu của tổng điểm");
  const events = (await taken(page, "Diễn biến hồ sơ")).slice(1).map((one) => one[1]);
  for (const event of ["Đơn vị gửi", "Cấp trên nhận", "Tiếp nhận", "Hỏi đơn vị", "Đơn vị trả lời", "Chốt kết quả tạm thời", "Hạn gửi"]) check(events.includes(event), `diễn biến có: ${event}`);
  check(events.indexOf("Đơn vị gửi") < events.indexOf("Hỏi đơn vị") && events.indexOf("Đơn vị trả lời") < events.indexOf("Chốt kết quả tạm thời"), "diễn biến theo thứ tự thời gian");
  await taken(page, await page.getByRole("heading", { name: /^Thứ hạng qua các năm/ }).textContent());
  await saysWhereEarlierYearsComeFrom(page);
  const leaves = (await cells(page.getByRole("region", { name: "Tiêu chí mất điểm" }).getByRole("row"))).slice(1);
  const lost = facts.laHa.leaves.filter((leaf) => leaf.source !== "penalty" && leaf.source !== "bonus" && ["LEAF_STATE_SCORED", "LEAF_STATE_ZERO", "LEAF_STATE_NOT_SCORED"].includes(leaf.state) && (leaf.reviewed_e4 ?? leaf.score_e4 ?? "0") !== leaf.maximum_e4);
  check(leaves.length === lost.length, `${leaves.length} tiêu chí mất điểm, như hồ sơ thẩm định`);
  await noOverlaps(page, "trang đơn vị");
  await look(page, "ranking-unit");
}

async function twoUnits(page) {
  await page.goto(page_of);
  await page.getByLabel("Đơn vị thứ nhất").selectOption("la-ha");
  await page.getByLabel("Đơn vị thứ hai").selectOption("song-ve");
  await page.getByRole("button", { name: "So sánh", exact: true }).click();
  await page.getByRole("heading", { name: "Thị trấn La Hà — Thị trấn Sông Vệ" }).waitFor();
  const areas = (await cells(page.getByRole("region", { name: "Theo lĩnh vực" }).getByRole("row"))).slice(1);
  check(areas.length === la_ha.areas.length, "đủ các lĩnh vực");
  const criterion = (await cells(page.getByRole("row", { name: /^1\.1\.3 / })))[0];
  check(criterion[3] === "1,5000" && criterion[4] === "+0,5000", `tiêu chí 1.1.3: ${criterion.slice(2).join(", ")}`);
  await look(page, "ranking-compare");
}

// What both units lost, as parctl says it; and the table in Excel's form.
async function sharedLosses(page) {
  await page.goto(page_of);
  const region = page.getByRole("region", { name: "Tiêu chí nhiều đơn vị cùng mất điểm" });
  await region.getByRole("row").nth(1).waitFor();
  const rows = (await cells(region.getByRole("row"))).slice(1);
  const wanted = facts.systemic.losses;
  check(wanted.length > 0 && rows.length === wanted.length, `${rows.length} tiêu chí cả hai đơn vị cùng mất điểm`);
  for (const one of wanted) {
    const row = rows.find(([title]) => title.startsWith(`${one.criterion} `));
    const e4 = (points) => four(Math.round(Number(points) * 10_000));
    check(row?.slice(1, 6).join(" · ") === `mọi đơn vị · 2/2 · ${e4(one.least)} · ${e4(one.most)} · ${e4(one.sum)}`, `${row?.join(" · ")}`);
  }
  const excel = await downloaded(page, "Tải Excel: Tiêu chí nhiều đơn vị cùng mất điểm");
  check(excel.name.endsWith(".xlsx") && excel.bytes.subarray(0, 2).toString() === "PK", `tải Excel: ${excel.name}, ${excel.bytes.length} byte`);
}

async function whatIf(page) {
  await page.goto(page_of);
  await page.getByRole("button", { name: "Chấm thử theo bộ chỉ số khác" }).focus();
  await page.keyboard.press("Enter");
  await page.getByText(/đơn vị đổi điểm/).waitFor();
  const totals = facts.changes.filter((one) => one.what === "total");
  check(totals.length > 0, "phiên bản 2 đổi điểm");
  check((await page.getByText(/đơn vị đổi điểm/).textContent()).startsWith(`${totals.length} đơn vị đổi điểm`), `${totals.length} đơn vị đổi điểm`);
  for (const change of totals) {
    const row = (await cells(page.getByRole("row", { name: unit(change.unit).name }).first()))[0];
    check(row[1].replace(/\s+/g, " ") === `${change.before.replace(".", ",")} → ${change.after.replace(".", ",")}`, `${row[0]}: ${row[1]}`);
  }
  const leaf = facts.changes.find((one) => one.what === "1.4.2");
  check((await cells(page.getByRole("row", { name: /^1\.4\.2 / }).first()))[0][2] === leaf.after.replace(".", ","), `tiêu chí 1.4.2: ${leaf.before} → ${leaf.after}`);
  const csv = (await downloaded(page, "Tải CSV: Chấm thử theo bộ chỉ số khác")).bytes.toString("utf8").trimEnd().split("\r\n").slice(1).map((line) => line.slice(1, -1).split('","'));
  const words = { total: "Tổng điểm", rank: "Hạng", class: "Xếp loại" };
  const differing = facts.changes.filter((one, i) => csv[i]?.[0] !== unit(one.unit).name || (one.what in words ? csv[i][1] !== words[one.what] : !csv[i][1].startsWith(`${one.what} `)));
  check(csv.length === facts.changes.length && differing.length === 0, `bảng tải về: ${csv.length} thay đổi, nội dung ghi như trên trang: ${csv.map((one) => one[1]).join("; ")}`);
  await look(page, "ranking-what-if");
}

async function printed(page) {
  await page.goto(page_of);
  await page.locator(".picture-drawing svg").first().waitFor();
  const paper = await page.pdf({ preferCSSPageSize: true });
  writeFileSync(join(facts.pictures, "ranking-printed.pdf"), paper);
  const pdf = paper.toString("latin1");
  const boxes = [...pdf.matchAll(/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)].map((one) => `${Math.round(one[1])}×${Math.round(one[2])}`);
  check(boxes.length > 0 && boxes.every((one) => one === "842×595" || one === "842×596"), `in A4 ngang: ${boxes.join(", ")}`);
}

// What the two communes lost becomes a plan: a row for each criterion, kept over a reload, seen as it would be issued. (The scenario "remediation" issues; there no plan may be yet.)
async function draftsAPlan(page) {
  await page.goto("/remediation/issue");
  await page.getByRole("button", { name: "Soạn từ điểm bị trừ" }).click();
  await page.getByLabel("Điểm bị trừ của kỳ").selectOption(facts.cycle);
  const table = page.getByRole("region", { name: "Tiêu chí bị trừ điểm" });
  await table.waitFor();
  const rows = await cells(table.locator("tbody tr"));
  const shared = facts.systemic.losses.filter((one) => rows.some(([title, sum]) => title.startsWith(`${one.criterion} `) && sum === four(Math.round(Number(one.sum) * 10_000))));
  check(rows.length > shared.length && shared.length === facts.systemic.losses.length, `kế hoạch soạn từ điểm bị trừ: ${rows.length} tiêu chí, ${shared.length} cùng bị trừ, điểm như parctl tính`);
  check(await page.getByRole("button", { name: "Xem trước kế hoạch" }).isDisabled(), "chưa có biện pháp nào thì chưa xem trước được");
  const [first, second] = rows.map(([title]) => title.split(" ")[0]);
  await page.getByLabel(`${first}: Biện pháp`).fill('Hoàn thành "đúng hạn": # việc còn lại, 100 %');
  await page.getByLabel(`${first}: Chủ trì`).selectOption("la-ha");
  await page.getByLabel(`${first}: Thời hạn`).fill("20/12/2024");
  await page.getByLabel(`${first}: Sản phẩm`).fill("Báo cáo");
  await page.getByLabel(`${second}: Biện pháp`).fill("Tập huấn");
  await page.getByLabel(`${second}: Chủ trì`).selectOption({ label: "Mọi đơn vị trực thuộc" });
  await page.reload();
  await page.getByRole("button", { name: "Soạn từ điểm bị trừ" }).click();
  await page.getByLabel("Điểm bị trừ của kỳ").selectOption(facts.cycle);
  await table.waitFor();
  check((await page.getByLabel(`${first}: Thời hạn`).inputValue()) === "20/12/2024" && (await page.getByLabel(`${second}: Biện pháp`).inputValue()) === "Tập huấn", "tải lại trang: kế hoạch đang soạn còn nguyên");
  check(await page.getByText(`2 nhiệm vụ trên ${rows.length} tiêu chí bị trừ điểm`).isVisible(), "đếm đúng hai nhiệm vụ");
  await look(page, "remediation-draft");
  await page.getByRole("button", { name: "Xem trước kế hoạch" }).click();
  await page.getByText(/Xem trước: 2 nhiệm vụ/).waitFor();
  check(await page.getByText('Hoàn thành "đúng hạn": # việc còn lại, 100 %').first().isVisible(), "dấu trong biện pháp giữ nguyên");
  await look(page, "remediation-draft-preview");
  await page.getByLabel(`${second}: Biện pháp`).fill("Tập huấn hai đợt");
  check((await page.getByRole("button", { name: "Ban hành", exact: true }).count()) === 0, "sửa sau khi xem trước: phải xem lại mới ban hành");
  await page.getByRole("button", { name: "Xem trước kế hoạch" }).click();
  await page.getByRole("button", { name: "Ban hành", exact: true }).waitFor();
  await page.getByRole("button", { name: "Từ tệp" }).click();
  check((await page.getByRole("button", { name: "Ban hành", exact: true }).count()) === 0, "sang cách khác: bản xem trước không còn, không ban hành nhầm");
}

await withBrowser(async (browser) => {
  const page = await visitor(browser, "tu-nghia");
  await signIn(page, "tu-nghia.council");
  await drawsUnitsOfOneName(page);
  await overview(page);
  await oneUnit(page);
  await twoUnits(page);
  await sharedLosses(page);
  await whatIf(page);
  await printed(page);
  await page.goto(`${page_of}/la-ha`);
  await page.getByText("Hạng 2 trên 2").waitFor();
  await page.getByRole("button", { name: "English" }).click();
  await page.getByText("Rank 2 of 2").waitFor();
  await look(page, "ranking-unit-english");
  const publisher = await visitor(browser, "tu-nghia");
  await signIn(publisher, "tu-nghia.publisher");
  await draftsAPlan(publisher);
  const commune = await visitor(browser, "la-ha");
  await signIn(commune, "la-ha.clerk");
  await commune.goto("/ranking");
  await commune.getByText("Máy chủ của đơn vị không lập bảng xếp hạng").waitFor();
  check((await commune.getByRole("link", { name: "Quyết định" }).count()) === 0, "người nhập liệu không được đưa tới trang mình không mở được");
  await look(commune, "ranking-commune");
  await commune.getByRole("link", { name: "Mở hồ sơ" }).click();
  await commune.getByRole("heading", { name: "Tự chấm điểm" }).waitFor();
  await commune.goto(`/self-assessment/${facts.cycle}/la-ha/1.1.3`);
  await commune.getByText(/^Điểm năm 2022: .*\(187\/QĐ-UBND\)$/).waitFor();
  check(true, "tự chấm: điểm tiêu chí năm 2022 theo quyết định đã nhận");
});
