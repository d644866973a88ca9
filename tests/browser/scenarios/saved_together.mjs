// Goal: what a node takes only together is saved together, and nothing is decided on or overwritten that was not
// seen. Method: an empty dossier of la-ha: points without their reason, one criterion wrong among others, a field
// typed back while its save is under way, documents that arrive while another screen is shown, a leader whose
// page is older than the dossier, two dossiers after each other. After each, what the node holds.
import { ask, check, facts, look, signIn, visitor, withBrowser } from "../screen.mjs";

const leaf = (id, cycle = facts.cycle) => `/self-assessment/${cycle}/la-ha/${id}`;
const saved = (page) => page.getByText("Mọi thay đổi đã lưu trên máy chủ của đơn vị").waitFor();
const fills = "**/*.AssessmentService/FillAnswers";
const reads = "**/*.AssessmentService/GetAssessment";
const done = (page) => page.getByLabel(/^b — Số nhiệm vụ đã hoàn thành/);
const reason = (page) => page.getByLabel("Lý do", { exact: true });

const held = () => ask("la-ha", "la-ha.clerk", "par.assessment.v1.AssessmentService/GetAssessment", { cycle: facts.cycle, unit: "la-ha" });
const saidOf = async (id) => (await held()).answers?.declarations?.find((one) => one.criterion === id) ?? {};
const figure = async (id) => (await held()).answers.figures.find((one) => one.figure === id)?.value;

/** Calls of `what` wait until the function that it gives is called. */
async function holdsBack(page, what) {
  let release;
  const gate = new Promise((resolve) => (release = resolve));
  await page.route(what, async (route) => {
    await gate;
    await route.continue();
  });
  return async () => {
    release();
    await page.unrouteAll({ behavior: "wait" });
  };
}

async function needsBothHalves(page) {
  let sent = 0;
  page.on("request", (request) => (sent += request.url().endsWith("FillAnswers") ? 1 : 0));
  await page.goto(leaf("1.1.2"));
  await page.getByRole("radio", { name: "1", exact: true }).check();
  await page.getByRole("group", { name: "Mức tự chấm" }).getByText("Cần nêu lý do").waitFor();
  await page.waitForTimeout(1_000); // Longer than the page waits before it saves.
  check(sent === 0 && (await page.getByText("Chưa lưu được").count()) === 0, "mức chưa có lý do: chưa gửi, được nhắc, không bị từ chối");
  await look(page, "reason-needed");
  await reason(page).fill("Kế hoạch có đủ nhiệm vụ, sản phẩm");
  await saved(page);
  const said = await saidOf("1.1.2");
  check(said.judged === "1" && said.reason === "Kế hoạch có đủ nhiệm vụ, sản phẩm", "từ trống: mức và lý do được lưu cùng nhau");
  await reason(page).fill("");
  await page.getByRole("group", { name: "Mức tự chấm" }).getByText("Cần nêu lý do").waitFor();
  await reason(page).fill("Kế hoạch đủ nhiệm vụ");
  await saved(page);
  check((await saidOf("1.1.2")).reason === "Kế hoạch đủ nhiệm vụ", "xóa lý do rồi viết lại: lưu được");
}

// One criterion is wrong, others are not; it goes as soon as one half of it is mended.
async function oneIsWrong(page) {
  await page.goto(leaf("4.4"));
  await page.getByLabel(/^Mức tự chấm/).waitFor();
  const release = await holdsBack(page, fills);
  await page.getByLabel("Giải trình").fill("Đã kiện toàn hai tổ dân phố");
  await page.getByLabel(/^Mức tự chấm/).fill("7");
  await reason(page).fill("Hoàn thành sớm");
  await release();
  await page.getByText("Chưa lưu được").first().waitFor();
  check((await saidOf("4.4")).explanation === "Đã kiện toàn hai tổ dân phố", "một khai báo sai không giữ lại điều khác");
  await page.getByLabel(/^Mức tự chấm/).fill("0,5");
  await saved(page);
  const said = await saidOf("4.4");
  check(said.judged === "0.5" && said.reason === "Hoàn thành sớm", "sửa mức: mức và lý do đi cùng nhau, lưu được");
  await page.goto(leaf("1.1.2"));
  await reason(page).fill("dài ".repeat(2_100));
  await page.getByRole("radio", { name: "0,5", exact: true }).check();
  await page.locator("fieldset .refusal").waitFor();
  check(true, "bị từ chối: nói ngay tại các mức");
  await reason(page).fill("Kế hoạch đủ nhiệm vụ");
  await saved(page);
  check((await saidOf("1.1.2")).judged === "0.5", "sửa lý do: mức đi cùng");
}

async function typesBack(page) {
  await page.goto(leaf("1.1.3"));
  await page.getByLabel(/^a — Số nhiệm vụ trong kế hoạch/).fill("33");
  await done(page).fill("30");
  await saved(page);
  const began = page.waitForRequest(fills);
  const release = await holdsBack(page, fills);
  await done(page).fill("31");
  await began;
  await done(page).fill("30");
  await release();
  await saved(page);
  check((await figure("1.1.3.b")) === "30" && (await done(page).inputValue()) === "30", "gõ lại số cũ khi đang lưu số mới: máy chủ và ô đều giữ số gõ sau cùng");
}

async function seesBeforeApproving(page, leader) {
  await leader.goto(leaf("1.1.3"));
  await leader.getByRole("button", { name: "Duyệt" }).waitFor();
  await done(page).fill("29");
  await saved(page);
  await leader.getByRole("button", { name: "Duyệt" }).click();
  await leader.getByRole("alert").getByText("Hồ sơ vừa thay đổi; trang đã tải lại bản mới.").waitFor();
  check((await held()).state !== "approved" && (await done(leader).inputValue()) === "29", "hồ sơ đã đổi: chưa duyệt, lãnh đạo được thấy bản mới");
  await look(leader, "changed-meanwhile");
  await leader.getByRole("button", { name: "Duyệt" }).click();
  await leader.getByRole("button", { name: "Gửi lên cấp trên" }).waitFor();
  check(true, "xem rồi thì duyệt được");
}

async function choose(page, name, buffer) {
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Chọn tệp…" }).click();
  await (await chooser).setFiles({ name, mimeType: "image/png", buffer });
  await page.getByRole("button", { name: "Ghi nhận tài liệu" }).waitFor();
}

/** Enters the file and is on the home page before the node has answered. */
async function entersAndLeaves(page, name, buffer) {
  await choose(page, name, buffer);
  const release = await holdsBack(page, "**/*.EvidenceService/AddDocument");
  const began = page.waitForRequest("**/*.EvidenceService/AddDocument");
  await page.getByRole("button", { name: /^Ghi nhận/ }).click();
  await began;
  await page.getByRole("link", { name: "Trang chính" }).click();
  await page.getByRole("heading", { name: /^Xin chào/ }).waitFor();
  const answered = page.waitForResponse("**/*.EvidenceService/AddDocument");
  await release();
  await (await answered).finished();
}
const usesOf = async (id) => ((await saidOf(id)).evidence ?? []).length;

// The documents of the unit come before what the dossier says of them.
async function documentsAreNotForgotten(page) {
  const picture = (at) => page.screenshot({ clip: { x: 0, y: at, width: 300, height: 100 } });
  const [first, second, third] = [await picture(0), await picture(120), await picture(240)];
  await page.goto(leaf("1.1.2"));
  await choose(page, "mot.png", first);
  await page.getByRole("button", { name: /^Ghi nhận/ }).click();
  await page.getByText("Đã ghi nhận").waitFor();
  await saved(page);
  await entersAndLeaves(page, "hai.png", second);
  const release = await holdsBack(page, reads);
  const listed = page.waitForResponse("**/*.EvidenceService/ListDocuments");
  await page.goBack();
  await (await listed).finished();
  await page.waitForTimeout(500); // Whoever acts on the documents alone has done so by then.
  await release();
  await page.getByRole("button", { name: /^Bỏ khỏi tiêu chí hai\.png/ }).waitFor();
  await saved(page);
  check((await usesOf("1.1.2")) === 2 && (await page.getByText(/Người khác vừa sửa/).count()) === 0, "tài liệu tới sau: thêm vào cạnh tài liệu trước, không hỏi vô cớ");
  await entersAndLeaves(page, "ba.png", third);
  await page.reload();
  await page.getByRole("heading", { name: /^Xin chào/ }).waitFor();
  check((await usesOf("1.1.2")) === 2, "tài liệu đã lên máy chủ, tiêu chí chưa có; trang đã đóng");
  await page.goto(leaf("1.1.2"));
  await page.getByRole("button", { name: /^Bỏ khỏi tiêu chí ba\.png/ }).waitFor();
  await saved(page);
  check((await usesOf("1.1.2")) === 3, "mở lại hồ sơ: tiêu chí có tài liệu ấy");
}

async function showsTheOtherDossier(page) {
  await page.goto(leaf("1.1.3"));
  await done(page).waitFor();
  await page.evaluate((to) => {
    history.pushState(null, "", to);
    dispatchEvent(new PopStateEvent("popstate"));
  }, leaf("1.1.3", facts.other));
  await page.getByText(facts.otherTitle).waitFor();
  await done(page).waitFor();
  check((await done(page).inputValue()) === "", "sang hồ sơ khác: nội dung đúng hồ sơ của địa chỉ");
}

await withBrowser(async (browser) => {
  const clerk = await visitor(browser, "la-ha");
  await signIn(clerk, "la-ha.clerk");
  await needsBothHalves(clerk);
  await oneIsWrong(clerk);
  await typesBack(clerk);
  await documentsAreNotForgotten(clerk);
  await showsTheOtherDossier(clerk);
  const leader = await visitor(browser, "la-ha");
  await signIn(leader, "la-ha.leader");
  await clerk.goto(leaf("1.1.3"));
  await seesBeforeApproving(clerk, leader);
});
