// Parts of a review that the council shares out, for a scenario whose cycle both communes have handed in:
// areas assigned by name, a sample drawn, second marks given blind, and votes that are equal.
import { choose, press, reach, typeInto } from "./keyboard.mjs";
import { ask, check, facts, look, requestId } from "./screen.mjs";

const { cycle } = facts;
const names = { "la-ha": "Thị trấn La Hà", "song-ve": "Thị trấn Sông Vệ" };
const desk = (unit, criterion) => `/review/${cycle}/${unit}/${criterion}`;
const asCouncil = (method, message) => ask("tu-nghia", "tu-nghia.council", `par.${method}`, { cycle, ...message });
const dossierOf = async (unit) => (await asCouncil("dossier.v1.DossierService/OpenDossier", { unit })).dossier;
const sampleAs = (account) => ask("tu-nghia", account, "par.review.v1.ReviewService/ListSample", { cycle });
const points = (mark) => Number(mark?.pointsE4 ?? 0);

/** A second mark for one criterion in twenty of each area, by the one who is ticked. With the mouse. */
export async function draws(council) {
  await council.goto("/review-quality/" + cycle);
  await council.getByText("Chưa rút mẫu cho kỳ này.").waitFor();
  await council.getByLabel("Tỷ lệ rút mẫu (%)").fill("5");
  await council.getByLabel(/^Chênh lệch phải đưa ra hội đồng/).fill("0,1");
  const people = council.getByRole("group", { name: "Người chấm lần hai" });
  await people.getByRole("checkbox", { name: /tu-nghia\.second$/ }).click();
  const { candidates } = await asCouncil("review.v1.ReviewService/ListCandidates", {});
  check((await people.getByRole("checkbox").count()) === candidates.filter((one) => one.marks).length, "người chấm lần hai chọn theo họ tên trong những người của huyện");
  await look(council, "sample-draw");
  await council.getByRole("button", { name: "Rút mẫu" }).click();
  await council.getByRole("columnheader", { name: "Lần hai" }).waitFor();
  const { columns } = await asCouncil("dossier.v1.DossierService/ListMarks", {});
  const areas = columns.filter((one) => one.source === "self_assessed").map((one) => one.criterion.split(".")[0]);
  const wanted = [...new Set(areas)].reduce((sum, area) => sum + Math.ceil((areas.filter((one) => one === area).length * 2 * 5) / 100), 0);
  const { rows, apartFromE4 } = await sampleAs("tu-nghia.council");
  check(rows.length === wanted && apartFromE4 === "1000" && rows.every((one) => one.account === "tu-nghia.second"), `mẫu có ${rows.length} tiêu chí: 5 % mỗi lĩnh vực, làm tròn lên`);
  check((await council.getByRole("row").filter({ hasText: "Trần Thị Mai, Thanh tra viên" }).count()) === wanted, "người chấm hiện bằng họ tên, chức vụ");
}

/** One area of La Hà to the reviewer, who then reviews there and nowhere else. By keyboard. */
export async function assigns(council, reviewer) {
  const { candidates } = await asCouncil("review.v1.ReviewService/ListCandidates", { unit: "la-ha" });
  const { person } = candidates.find((one) => one.person.account === "tu-nghia.reviewer");
  await press(council, council.locator("summary", { hasText: "Phân công người thẩm định" }));
  await choose(council, council.getByLabel(/^Người thẩm định/), `${person.fullName}, ${person.position} (${person.account})`);
  await press(council, council.getByRole("checkbox", { name: /^1\. / }), "Space");
  await look(council, "assign");
  await press(council, council.getByRole("button", { name: "Phân công", exact: true }));
  await council.getByText(`Đã phân công ${person.fullName}, Chuyên viên Nội vụ.`).waitFor();
  const { assignments } = await dossierOf("la-ha");
  check(JSON.stringify(assignments) === '[{"account":"tu-nghia.reviewer","areas":["1"]}]', "huyện giữ phân công: lĩnh vực 1");
  await reviewer.goto(desk("la-ha", "1.1.3"));
  await reviewer.getByLabel("Lý do hoặc câu hỏi").waitFor();
  await reviewer.goto(desk("la-ha", "2.2.1"));
  await reviewer.getByRole("heading", { name: /^2\.2\.1\. / }).waitFor();
  check((await reviewer.getByLabel("Lý do hoặc câu hỏi").count()) === 0, "lĩnh vực không được giao thì không thẩm định được");
}

/** Marks a leaf of the sample far from the first mark, which is nowhere shown before; the rest as the units did. */
export async function marksAgain(council, marker) {
  const drawn = (await sampleAs("tu-nghia.council")).rows;
  const leaf = drawn.find((one) => one.criterion !== "1.1.3" && points(one.self) >= 2000);
  const said = (await dossierOf(leaf.unit)).reviews.some((one) => one.criterion === leaf.criterion);
  await council.goto(desk(leaf.unit, leaf.criterion));
  if (!said) await council.getByRole("button", { name: "Đồng ý", exact: true }).click();
  await council.locator(".said").filter({ hasText: "đồng ý:" }).waitFor();
  await marker.goto(desk(leaf.unit, leaf.criterion));
  await marker.getByRole("heading", { name: new RegExp(`^${leaf.criterion.replaceAll(".", "\\.")}\\. `) }).waitFor();
  check((await marker.locator(".said").count()) === 0, "người chấm lần hai không thấy ý kiến lần đầu");
  const blind = (await sampleAs("tu-nghia.second")).rows.find((one) => one.unit === leaf.unit && one.criterion === leaf.criterion);
  check(blind.first === undefined && blind.standing === "missing", "máy chủ cũng không nói với người đó");

  await marker.goto("/review-quality/" + cycle);
  const button = marker.getByRole("button", { name: `Chấm lần hai tiêu chí ${leaf.criterion} của ${names[leaf.unit]}` });
  await press(marker, button);
  await typeInto(marker, marker.getByLabel(/^Điểm \(0 đến/), "0");
  await marker.keyboard.press("Tab");
  await marker.keyboard.type("Không có sản phẩm");
  await marker.reload();
  await press(marker, button);
  const reason = marker.getByLabel(/^Lý do/);
  const typed = [await marker.getByLabel(/^Điểm \(0 đến/).inputValue(), await reason.inputValue()];
  check(typed.join(": ") === "0: Không có sản phẩm", `tải lại trang: điểm và lý do viết dở vẫn còn (${typed.join(": ")})`);
  await reach(marker, reason);
  await marker.keyboard.press("End");
  await marker.keyboard.type(" kèm theo");
  await look(marker, "second-mark");
  await marker.keyboard.press("Tab");
  await marker.keyboard.press("Enter");
  const row = marker.getByRole("row").filter({ has: marker.getByRole("rowheader", { name: names[leaf.unit] }) }).filter({ has: marker.getByRole("link", { name: leaf.criterion, exact: true }) });
  await row.getByText("chênh lệch quá mức").waitFor();
  const given = (await sampleAs("tu-nghia.second")).rows.find((one) => one.unit === leaf.unit && one.criterion === leaf.criterion);
  check(given.standing === "apart" && points(given.second) === 0 && points(given.first) === points(leaf.self) && given.reason === "Không có sản phẩm kèm theo", `chấm 0 điểm, lần đầu ${points(given.first) / 10000}: chênh lệch, và nay mới thấy lần đầu`);
  for (const other of drawn.filter((one) => one !== leaf)) {
    await ask("tu-nghia", "tu-nghia.second", "par.review.v1.ReviewService/MarkAgain", { requestId: requestId(), cycle, unit: other.unit, criterion: other.criterion, mark: other.self, reason: "Chấm lại theo bản khai" });
  }
  return leaf;
}

async function holds(chair, title, casting) {
  await chair.goto("/council/" + cycle);
  await chair.getByText("Mở phiên họp mới").click();
  await chair.getByLabel("Tên phiên họp").fill(title);
  await chair.getByLabel("Ngày họp").fill("2023-12-15");
  await chair.getByRole("group", { name: "Thành viên dự họp" }).getByRole("checkbox", { name: /tu-nghia\.council-3$/ }).click();
  const tie = chair.getByRole("checkbox", { name: "Số phiếu ngang nhau thì theo ý kiến của chủ tọa" });
  if ((await tie.isChecked()) !== casting) await tie.click();
  await chair.getByRole("button", { name: "Mở phiên họp", exact: true }).click();
  await chair.getByRole("heading", { name: title }).waitFor();
}

/** By arrow keys, through the other proposals: what is passed is not voted for. */
async function chooses(page, radios, at) {
  await reach(page, radios.first());
  await page.keyboard.press("Space");
  for (let i = 0; i < at; ++i) await page.keyboard.press("ArrowDown");
  check(await radios.nth(at).isChecked(), "phím mũi tên chọn phương án, vẫn giữ chỗ đang đứng");
  check((await page.getByText(/lựa chọn chưa được ghi/).count()) === 1 && (await page.getByText(/^✓ Phiếu của tôi/).count()) === 0, "chọn chưa phải là bỏ phiếu");
}

/** One vote against one: undecided in the first session, decided by the chair in the second. */
export async function votesEqually(chair, second, leaf) {
  const item = (page) => page.getByRole("group", { name: `Các phương án cho tiêu chí ${leaf.criterion} của ${names[leaf.unit]}` });
  const held = async (id) => {
    const { sessions } = await asCouncil("review.v1.ReviewService/ListSessions", { session: id });
    return sessions[0].items.find((one) => one.unit === leaf.unit && one.criterion === leaf.criterion);
  };
  for (const [id, casting] of [["phien-1", false], ["phien-2", true]]) {
    await holds(chair, casting ? "Phiên họp có chủ tọa quyết định" : "Phiên họp xét chấm lần hai", casting);
    const { proposals } = await held(id);
    const mine = proposals.findIndex((one) => one.origin === "second_mark");
    const other = proposals.findIndex((one) => one.origin !== "second_mark");
    const cast = (page) => page.getByRole("listitem").filter({ has: item(page) }).getByRole("button", { name: "Ghi phiếu" });
    await item(chair).getByRole("radio").nth(mine).click();
    await cast(chair).click();
    await second.goto(`/council/${cycle}/${id}`);
    await item(second).getByText("Trần Thị Mai, Thanh tra viên").waitFor();
    await chooses(second, item(second).getByRole("radio"), other);
    await press(second, cast(second));
    await chair.getByText("2 trên 2 thành viên đã bỏ phiếu").waitFor();
    await chair.getByRole("button", { name: "Kết thúc phiên họp" }).click();
    await chair.getByRole("dialog").getByRole("button", { name: "Kết thúc phiên họp" }).click();
    await chair.getByRole("button", { name: "In biên bản" }).waitFor();
    const { result } = await held(id);
    if (casting) {
      await chair.getByText("số phiếu ngang nhau, theo ý kiến của chủ tọa").waitFor();
      check(result.casting && result.choice === mine && result.inFavour === 1 && result.against === 1, "một phiếu đối một phiếu: theo phiếu của chủ tọa");
    } else {
      await chair.getByText("số phiếu ngang nhau").waitFor();
      check(result.choice === undefined && result.note === "session_votes_equal", "một phiếu đối một phiếu, không có quyền của chủ tọa: chưa quyết định");
      await look(chair, "council-tie");
    }
  }
  const decided = (await dossierOf(leaf.unit)).reviews.find((one) => one.session === "phien-2");
  check(decided.criterion === leaf.criterion && points(decided.mark) === 0, "hồ sơ giữ quyết định của phiên họp: 0 điểm");
  await chair.goto("/review-quality/" + cycle);
  await chair.getByText("hội đồng đã quyết định").waitFor();
}
