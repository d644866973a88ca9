// Goal: a district takes its communes' reviewed results into its own dossier in the browser, and sees of whom they
// are and who is missing. Method: by keyboard from a cycle that is under way (refused), from one to which a commune
// did not hand in, and from one that is whole; after each, what the node holds. A commune's dossier asks for none.
import { choose, press } from "../keyboard.mjs";
import { ask, check, facts, look, signIn, visitor, withBrowser } from "../screen.mjs";

const leaf = "3.4.2"; // sum(children.tthc.commune.on_time) / sum(children.tthc.commune.resolved)
const dossier = (cycle, unit, criterion) => `/self-assessment/${cycle}/${unit}/${criterion}`;
const held = () => ask("tu-nghia", "tu-nghia.clerk", "par.assessment.v1.AssessmentService/GetAssessment", { cycle: facts.cycle, unit: "tu-nghia" });
const scored = async () => (await held()).sheet.leaves.find((one) => one.id === leaf);
const action = (page) => page.getByRole("button", { name: "Tổng hợp từ các đơn vị cấp dưới" });

async function takes(page, title) {
  const list = page.getByLabel("Kỳ đánh giá của cấp dưới");
  const label = (await list.locator("option").allInnerTexts()).find((one) => one.startsWith(title));
  await choose(page, list, label);
  await press(page, action(page));
}
const rowOf = (page, unit) => page.getByRole("region", { name: /^Đã lấy của \d đơn vị$/ }).getByRole("row").filter({ hasText: unit });

async function isRefusedUnderWay(page) {
  await page.goto(dossier(facts.cycle, "tu-nghia", leaf));
  await page.getByText("Chưa tổng hợp, nên các tiêu chí ấy chưa chấm được.").waitFor();
  check(await page.getByText(/^Tiêu chí .*3\.4\.2, 7\.3\.3\.b/).isVisible(), "hồ sơ của huyện nêu các tiêu chí lấy kết quả cấp dưới");
  await takes(page, facts.titles.underWay);
  await page.getByRole("alert").getByText(/chưa thẩm định xong/).waitFor();
  check((await held()).answers?.childrenKnown !== true, "cấp dưới chưa thẩm định xong: không lấy, nói vì sao");
}

async function namesWhoIsMissing(page) {
  await takes(page, facts.titles.lacking);
  await page.getByText("Thiếu 1 đơn vị, do không gửi hồ sơ: Thị trấn Sông Vệ.").waitFor();
  await rowOf(page, "Thị trấn La Hà").getByText("1.033").first().waitFor();
  check((await rowOf(page, "Thị trấn Sông Vệ").count()) === 0, "bảng chỉ có đơn vị đã lấy; đơn vị thiếu được nêu tên");
  check((await scored()).state === "LEAF_STATE_NOT_SCORED", "thiếu một đơn vị: tiêu chí cộng số của mọi đơn vị chưa chấm");
  await look(page, "roll-up-lacking");
}

async function takesAll(page) {
  await takes(page, facts.titles.whole);
  await page.getByText("Đã tổng hợp vào hồ sơ này.").waitFor();
  await page.getByText("Đã lấy của 2 đơn vị").waitFor();
  await rowOf(page, "Thị trấn Sông Vệ").getByText("894").first().waitFor();
  check(await rowOf(page, "Thị trấn La Hà").getByText("kết quả thẩm định, chưa công bố").isVisible(), "nói lấy từ đâu: đã thẩm định, chưa công bố");
  await page.getByText("Thiếu 1 đơn vị").waitFor({ state: "detached" });
  const { state, scoreE4 } = await scored();
  check(state === "LEAF_STATE_SCORED" && scoreE4 === "20000", `đủ đơn vị: tiêu chí ${leaf} được 2 điểm`);
  await page.getByText("2,0000", { exact: true }).first().waitFor();
  await look(page, "roll-up");
}

async function communesHaveNone(page) {
  await signIn(page, "la-ha.clerk");
  await page.getByRole("article").filter({ hasText: facts.titles.underWay }).getByRole("link", { name: "Mở hồ sơ" }).click();
  await page.getByRole("heading", { name: "Điền bằng Excel" }).waitFor();
  check((await action(page).count()) === 0, "hồ sơ của xã không có việc tổng hợp");
}

await withBrowser(async (browser) => {
  const clerk = await visitor(browser, "tu-nghia");
  await signIn(clerk, "tu-nghia.clerk");
  await isRefusedUnderWay(clerk);
  await namesWhoIsMissing(clerk);
  await takesAll(clerk);
  await communesHaveNone(await visitor(browser, "la-ha"));
});
