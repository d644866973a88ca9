// Two people write on from the same draft of a criteria set. For scenarios/criteria_editor.mjs.
import { press } from "./keyboard.mjs";
import { ask, check, facts, look, requestId, signIn, visitor } from "./screen.mjs";
import { button, editor, focused, item, publisher, tab, textOf } from "./set_editor.mjs";

const other = (page) => page.getByRole("region", { name: /^Có người đã nhập bản dự thảo khác/ });
async function titled(page, id, title) {
  await item(page, id).click();
  await page.getByLabel("Tên", { exact: true }).fill(title);
  await page.keyboard.press("Tab");
  await item(page, id).getByText(title).waitFor();
}
async function enters(page) {
  await tab(page, "Nhập vào máy chủ").click();
  await press(page, button(page, "Nhập làm bản dự thảo"));
}
const onNode = async (version) => Buffer.from((await ask("tu-nghia", publisher, "par.criteria.v1.CriteriaService/GetSet", { id: facts.set, version })).criteriaYaml, "base64").toString("utf8");

// Two people begin from the same version at the same moment; the node lets the second replace nothing that he has not seen.
export async function twoPeople(page, browser) {
  const second = await visitor(browser, "tu-nghia");
  await signIn(second, publisher);
  await second.goto(editor);
  await second.getByText("Phiên bản 3, soạn từ phiên bản 1").waitFor();
  await titled(page, "2.1", "Theo dõi thi hành pháp luật (bản của An)");
  await titled(second, "2.1", "Theo dõi thi hành pháp luật (bản của Bình)");
  await titled(second, "2.2", "Rà soát văn bản (bản của Bình)");
  await enters(second);
  await second.getByText(`${facts.set}, phiên bản 3,`).waitFor();
  const mine = await textOf(page);
  await enters(page);
  await other(page).waitFor();
  const row = (what) => other(page).getByRole("row").filter({ hasText: what });
  await row("2.1").filter({ hasText: "bản của Bình" }).filter({ hasText: "bản của An" }).waitFor();
  check((await row("2.2").filter({ hasText: "bản của Bình" }).count()) === 1 && await focused(page, other(page)), "người nhập sau bị từ chối: thấy người kia đã sửa gì, cạnh bản của mình");
  check(await button(page, "Nhập làm bản dự thảo").isDisabled() && !(await onNode(3)).includes("bản của An"), "chưa xem thì chưa nhập đè được; máy chủ giữ bản của người nhập trước");
  await look(page, "criteria-editor-other");
  await press(page, button(page, "Lấy bản trên máy chủ"));
  await other(page).waitFor({ state: "detached" });
  check(await textOf(page) === (await onNode(3)), "lấy bản trên máy chủ: đúng từng chữ");
  await button(page, "Hoàn tác").click();
  check(await textOf(page) === mine, "hoàn tác: bản của mình còn nguyên");
  // A third one meanwhile: what was seen is not what stands there.
  const criteriaYaml = Buffer.from((await onNode(3)).replace("bản của Bình", "bản của Chi")).toString("base64");
  await ask("tu-nghia", publisher, "par.criteria.v1.CriteriaService/ImportSet", { requestId: requestId(), actorUnit: "tu-nghia", fileName: "x", criteriaYaml });
  await enters(page);
  await row("bản của Chi").first().waitFor();
  await press(page, button(page, "Đã xem, soạn tiếp bản của tôi"));
  await other(page).waitFor({ state: "detached" });
  await page.reload();
  check(await textOf(page) === mine && (await other(page).count()) === 0, "tải lại trang: bản của mình còn, điều đã xem không hỏi lại");
  await enters(page);
  await page.getByText(`${facts.set}, phiên bản 3,`).waitFor();
  check(await onNode(3) === mine, "đã xem thì nhập được: máy chủ có bản của mình");
  await second.context().close();
}

// The draft that is written on is entered anew while the page is closed.
export async function comesBackToAnother(page) {
  await press(page, page.getByRole("link", { name: "Soạn tiếp dự thảo" }));
  await titled(page, "2.2", "Rà soát văn bản (An soạn tiếp)");
  await page.goto("/");
  const criteriaYaml = Buffer.from((await onNode(3)).replace(/^year: .*$/m, (line) => `${line} # năm được chấm`)).toString("base64");
  await ask("tu-nghia", publisher, "par.criteria.v1.CriteriaService/ImportSet", { requestId: requestId(), actorUnit: "tu-nghia", fileName: "x", criteriaYaml });
  await page.goto(editor.replace("/1/", "/3/"));
  await other(page).getByText(/^Hai bản chỉ khác lời dẫn/).waitFor();
  await look(page, "criteria-editor-other-remarks");
  await press(page, button(page, "Chuyển bản của tôi thành phiên bản 4"));
  await enters(page);
  await page.getByText(`${facts.set}, phiên bản 4,`).waitFor();
  check((await onNode(4)).includes("An soạn tiếp") && (await onNode(3)).includes("# năm được chấm"), "chuyển thành phiên bản 4: cả hai bản đều có trên máy chủ");
}
