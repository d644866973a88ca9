// Goal: what la-ha reported over the year and declared the year before stands beside its inputs, is taken by one act
// and given back by one, alone and all at once; what differs is found, by the clerk and at the review desk.
// Method: by keyboard and by mouse; after each act, what the node holds.
import { press, typeInto } from "../keyboard.mjs";
import { ask, check, facts, look, requestId, signIn, visitor, withBrowser } from "../screen.mjs";

const { cycle, leader } = facts;
const dossier = (part) => `/self-assessment/${cycle}/la-ha/${part}`;
const saved = (page) => page.getByText("Mọi thay đổi đã lưu trên máy chủ của đơn vị").waitFor();
const a = (page) => page.getByLabel(/^a — Số hồ sơ TTHC đã giải quyết/);
const b = (page) => page.getByLabel(/^b — Số hồ sơ TTHC giải quyết trước hạn/);
const all = (page) => page.getByRole("region", { name: "Lấy các số đã báo cáo" });
async function held(figure) {
  const { answers } = await ask("la-ha", "la-ha.clerk", "par.assessment.v1.AssessmentService/GetAssessment", { cycle, unit: "la-ha" });
  return (answers?.figures ?? []).find((one) => one.figure === `tthc.commune.${figure}`)?.value ?? "";
}

async function seesWhatIsKnown(page) {
  await page.goto(dossier("3.4.1"));
  await page.getByText(`Đã báo cáo: 1.030 (lũy kế đến hết quý IV năm 2025; ${leader} gửi `).waitFor();
  check(await page.getByText("Năm 2024: 1.033").first().isVisible(), "cạnh ô: số đã báo cáo, của kỳ nào, ai gửi; số năm trước");
  check((await a(page).inputValue()) === "" && (await held("resolved")) === "", "không số nào tự điền");
  await page.getByText("Trong năm, đơn vị đã báo cáo 4 số mà hồ sơ này hỏi; 4 ô trong đó còn trống.").waitFor();
  await look(page, "reported");
}

async function takesOne(page) {
  await press(page, page.getByRole("button", { name: /^Lấy số này vào ô “Số hồ sơ TTHC đã giải quyết”: 1\.030$/ }));
  await page.getByText("Đã lấy số đã báo cáo.").waitFor();
  await saved(page);
  check((await a(page).inputValue()) === "1.030" && (await held("resolved")) === "1030", "lấy một số: vào ô, lưu như khi gõ");
  await press(page, page.locator("section.figures").getByRole("button", { name: "Hoàn tác" }));
  await saved(page);
  check((await a(page).inputValue()) === "" && (await held("resolved")) === "", "hoàn tác: ô trống trở lại");
}

async function isToldWhatDiffers(page) {
  await typeInto(page, a(page), "1033");
  await saved(page);
  const row = page.locator("[data-tour=findings] li").filter({ hasText: /3\.4\.1 “.*số kê khai 1\.033 khác số đã báo cáo 1\.030/ });
  await row.waitFor();
  check(true, "kê khai khác số đã báo cáo: nêu cả hai số trong mục cần xem lại");
  await look(page, "reported-differs");
}

async function takesAllIntoEmpty(page) {
  await all(page).getByText("3 ô trong đó còn trống").waitFor();
  await press(page, all(page).getByRole("button", { name: "Lấy các số đã báo cáo" }));
  await page.getByText("Đã lấy 3 số đã báo cáo vào ô trống.").waitFor();
  await saved(page);
  check((await held("resolved")) === "1033" && (await held("on_time")) === "1020" && (await held("in_progress")) === "20", "lấy cả loạt: chỉ ô trống; số đã khai giữ nguyên; số cộng dồn và số cuối kỳ");
  await look(page, "reported-taken");
  await typeInto(page, b(page), "1021");
  await press(page, all(page).getByRole("button", { name: "Hoàn tác" }));
  await page.getByText("Đã bỏ 2 số vừa lấy").waitFor();
  await saved(page);
  check((await held("on_time")) === "1021" && (await held("in_progress")) === "" && (await held("received")) === "", "hoàn tác một lần cho cả loạt; ô đã sửa sau đó giữ nguyên");
  await page.goto(dossier("3"));
  await page.getByText(/^Đã báo cáo: 1\.050 \(/).waitFor();
  await page.getByRole("button", { name: /^Lấy số này vào ô “Số hồ sơ TTHC tiếp nhận/ }).click();
  await saved(page);
  check((await held("received")) === "1050", "trong bảng của lĩnh vực cũng lấy được");
  await look(page, "reported-area");
}

// The reviewer is told by his node of what was handed up.
async function reviewerSees(page) {
  for (const kind of ["approve", "submit"]) {
    await ask("la-ha", "la-ha.leader", "par.dossier.v1.DossierService/Act", { requestId: requestId(), action: { kind, cycle, unit: "la-ha" } });
  }
  await signIn(page, "tu-nghia.reviewer");
  const table = page.getByRole("region", { name: "Số liệu đơn vị đã báo cáo" });
  for (let tried = 0; tried < 30 && !(await table.isVisible()); ++tried) {
    await page.goto(`/review/${cycle}/la-ha/3.4.1`);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await table.waitFor({ timeout: 2_000 }).catch(() => undefined);
  }
  const row = table.getByRole("row").filter({ hasText: "Số hồ sơ TTHC đã giải quyết" });
  await row.getByText("1.033").first().waitFor();
  check((await row.innerText()).includes("khác") && (await row.innerText()).includes("1.030"), "bàn thẩm định: kê khai 1.033, đã báo cáo 1.030, khác");
  check((await row.innerText()).includes(`; ${leader} gửi `), "và ai đã gửi, bằng họ tên");
  await page.getByText(/số kê khai 1\.033 khác số đã báo cáo 1\.030/).first().waitFor();
  await look(page, "reported-review");
}

await withBrowser(async (browser) => {
  const clerk = await visitor(browser, "la-ha");
  await signIn(clerk, "la-ha.clerk");
  await seesWhatIsKnown(clerk);
  await takesOne(clerk);
  await isToldWhatDiffers(clerk);
  await takesAllIntoEmpty(clerk);
  await reviewerSees(await visitor(browser, "tu-nghia"));
});
