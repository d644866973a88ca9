// A unit that is asked to explain and never does: the decision waits for it and says so, a reviewer goes on
// without it and says why, the unit is told and has again what it handed in, and the cycle comes to its end.
import { press, typeInto } from "../keyboard.mjs";
import { ask, check, facts, look, signIn, visitor, withBrowser } from "../screen.mjs";

const cycle = facts.cycle;
const why = "Đã quá hạn giải trình, đơn vị không trả lời";
const row = (page) => page.getByRole("row").filter({ hasText: "Thị trấn La Hà" });
const figure = (page) => page.getByLabel(/^b — Số nhiệm vụ đã hoàn thành/);
const state = async () => (await ask("tu-nghia", "tu-nghia.council", "par.dossier.v1.DossierService/OpenDossier", { cycle, unit: "la-ha" })).dossier.state;

// Another number than the one that was handed in; nobody hands it in.
async function beginsToExplain(clerk) {
  await clerk.goto(`/self-assessment/${cycle}/la-ha/1.1.3`);
  await clerk.getByText(facts.asked).waitFor();
  const before = await figure(clerk).inputValue();
  await typeInto(clerk, figure(clerk), "32");
  await clerk.getByText("Mọi thay đổi đã lưu trên máy chủ của đơn vị").waitFor();
  await clerk.getByText("1,9394").first().waitFor();
  check(before !== "32", `đơn vị đang sửa lại, chưa gửi: ${before} thành 32`);
  return before;
}

async function isBlocked(council) {
  await council.goto(`/decision/${cycle}`);
  await council.getByText(/^Chưa chuyển được: 1 đơn vị sẽ bị bỏ lại.* Thị trấn La Hà$/).waitFor();
  check(await council.getByRole("button", { name: "Công bố kết quả tạm thời…" }).isDisabled(), "đơn vị chưa giải trình: kỳ chưa chuyển được, nêu tên đơn vị");
  check(await row(council).getByText("trả lại để giải trình").isVisible(), "bảng các đơn vị nói đơn vị ấy đang ở đâu");
  await look(council, "never-answered-decision");
}

async function resumes(reviewer) {
  const way = reviewer.getByRole("button", { name: "Thẩm định tiếp, không chờ giải trình" });
  await reviewer.goto(`/decision/${cycle}`);
  await press(reviewer, row(reviewer).getByRole("link", { name: "Mở hồ sơ để thẩm định" }));
  await reviewer.getByText("trả lại để giải trình · vòng 1").waitFor();
  await reviewer.getByText(new RegExp(`quá hạn 2 ngày .*: ${facts.asked}`)).waitFor();
  await look(reviewer, "never-answered-desk");
  await press(reviewer, way);
  check(await way.last().isDisabled(), "thẩm định tiếp phải có lý do");
  await typeInto(reviewer, reviewer.getByLabel(/^Lý do: Thẩm định tiếp/), why);
  await look(reviewer, "never-answered-resume");
  await press(reviewer, way.last());
  await reviewer.getByText("đang thẩm định · vòng 1").waitFor();
  check((await way.count()) === 0 && (await state()) === "in_review", "thẩm định tiếp, vẫn là vòng 1");
  await reviewer.getByText(why).waitFor();
  await look(reviewer, "never-answered-resumed");
}

async function isTold(clerk, before) {
  const told = clerk.getByRole("heading", { name: /Cấp trên thẩm định tiếp, không chờ giải trình nữa; bản đã gửi trước đó vẫn có giá trị/ });
  for (let asked = 0; asked < 60 && !(await told.isVisible()); ++asked) {
    await clerk.reload();
    await clerk.getByRole("heading", { name: "Tự chấm điểm" }).waitFor();
    await told.waitFor({ timeout: 1_000 }).catch(() => {});
  }
  await told.waitFor();
  await clerk.getByText(why).waitFor();
  check((await figure(clerk).inputValue()) === before && await figure(clerk).isDisabled(), `đơn vị được báo; số đã gửi trở lại (${before}), không sửa được nữa`);
  await look(clerk, "never-answered-unit");
}

async function advances(council, step, next) {
  await council.getByRole("button", { name: `${step}…` }).click();
  await council.getByRole("dialog").getByRole("button", { name: "Chuyển", exact: true }).click();
  await council.locator('[aria-current="step"]').filter({ hasText: next }).waitFor();
}

async function goesOn(council) {
  await council.goto(`/review/${cycle}/la-ha`);
  for (const way of ["Đồng ý các tiêu chí còn lại", "Chốt điểm"]) {
    await council.getByRole("button", { name: way, exact: true }).and(council.locator(":enabled")).click();
    await council.getByRole("dialog").getByRole("button", { name: "Đồng ý", exact: true }).click();
  }
  await council.getByText("kết quả tạm thời · vòng 1").waitFor();
  await council.goto(`/decision/${cycle}`);
  await advances(council, "Công bố kết quả tạm thời", "kết quả tạm thời");
  await advances(council, "Mở thời gian nhận kiến nghị", "đang nhận kiến nghị");
  await council.getByRole("button", { name: "Mở nhận kiến nghị cho 2 hồ sơ" }).click();
  await council.getByRole("button", { name: "Chốt kết quả chính thức cho 2 hồ sơ" }).click();
  await council.getByRole("dialog").getByRole("button", { name: "Chốt kết quả chính thức", exact: true }).click();
  await advances(council, "Khép lại: kết quả chính thức", "kết quả chính thức");
  check((await state()) === "final", "kỳ đi tiếp đến kết quả chính thức, cùng với đơn vị không giải trình");
  await look(council, "never-answered-final");
}

await withBrowser(async (browser) => {
  const at = async (node, account) => {
    const page = await visitor(browser, node);
    await signIn(page, account);
    return page;
  };
  const clerk = await at("la-ha", "la-ha.clerk");
  const before = await beginsToExplain(clerk);
  const council = await at("tu-nghia", "tu-nghia.council");
  await isBlocked(council);
  const reviewer = await at("tu-nghia", "tu-nghia.reviewer");
  await resumes(reviewer);
  await isTold(clerk, before);
  await goesOn(council);
  await reviewer.getByRole("button", { name: "English" }).click();
  await reviewer.getByText("in review · round 1").or(reviewer.getByText(/round 1/)).first().waitFor();
  await look(reviewer, "never-answered-english");
});
