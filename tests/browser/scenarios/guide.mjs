// First use: the tour of five steps for every role, offered once, ended at any step, called again; and
// the guides, each of them.
import { check, look, signIn, visitor, withBrowser } from "../screen.mjs";

const people = [
  ["la-ha", "la-ha.clerk", ["Hồ sơ của đơn vị", "Lĩnh vực và tiêu chí", "Tự lưu từng ô", "Cần xem lại trước khi gửi", "Hướng dẫn"]],
  ["la-ha", "la-ha.leader", ["Hồ sơ của đơn vị", "Tổng điểm tự chấm", "Cần xem lại trước khi gửi", "Duyệt, rồi gửi", "Đường truyền lên cấp trên"]],
  ["tu-nghia", "tu-nghia.reviewer", ["Hồ sơ các đơn vị gửi lên", "Lọc đơn vị", "Đơn vị và tiêu chí", "Xếp hạng", "Hướng dẫn"]],
  ["tu-nghia", "tu-nghia.council", ["Hồ sơ các đơn vị gửi lên", "Đơn vị và tiêu chí", "Lọc đơn vị", "Xếp hạng", "Hướng dẫn"]],
  ["tu-nghia", "tu-nghia.publisher", ["Hồ sơ các đơn vị gửi lên", "Xếp hạng", "Các trang", "Đường truyền lên cấp trên", "Hướng dẫn"]],
  ["la-ha", "la-ha.administrator", ["Các trang quản trị", "Đường truyền lên cấp trên", "Hồ sơ của đơn vị", "Ai đang đăng nhập", "Hướng dẫn"]],
];
const offer = (page) => page.getByRole("button", { name: "Xem hướng dẫn 5 bước" });
const step = (page, n, title) => page.getByRole("dialog", { name: title }).getByText(`Bước ${n} trên 5`).waitFor();

async function takesTour(page, account, titles) {
  await offer(page).focus();
  await page.keyboard.press("Enter");
  for (const [i, title] of titles.entries()) {
    await step(page, i + 1, title);
    // Every step points at something that is really there.
    await page.locator("dialog .ring").waitFor();
    if (i === 1) await look(page, `tour-${account.split(".")[1]}`);
    await page.keyboard.press("Enter");
  }
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.getByRole("heading", { name: /^Xin chào/ }).waitFor();
  check((await offer(page).count()) === 0, `${account}: năm bước bằng bàn phím, mỗi bước chỉ vào một chỗ có thật`);
}

async function endsAnywhere(page) {
  await page.getByRole("link", { name: "Hướng dẫn", exact: true }).click();
  for (const at of [1, 2, 3, 4, 5]) {
    await offer(page).click();
    for (let i = 1; i < at; ++i) {
      await page.getByText(`Bước ${i} trên 5`).waitFor();
      await page.getByRole("dialog").getByRole("button", { name: "Tiếp", exact: true }).click();
    }
    await page.getByText(`Bước ${at} trên 5`).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.getByRole("link", { name: "Hướng dẫn", exact: true }).click();
  }
  check(true, "phím Escape kết thúc ở mọi bước; gọi lại được từ trang Hướng dẫn");
  await page.reload();
  await page.goto("/");
  await page.getByRole("heading", { name: /^Xin chào/ }).waitFor();
  check((await offer(page).count()) === 0, "đã xem thì không mời lại");
}

// On a telephone the menu is folded away behind its button.
async function unfoldsMenu(page) {
  await page.setViewportSize({ width: 390, height: 844 });
  const link = page.getByRole("navigation", { name: "Các trang" }).getByRole("link", { name: "Xếp hạng" });
  await link.waitFor({ state: "hidden" });
  await page.getByRole("button", { name: "Trình đơn" }).focus();
  await page.keyboard.press("Enter");
  await link.waitFor();
  await look(page, "menu");
  await page.setViewportSize({ width: 390, height: 844 });
  await link.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Xếp hạng", exact: true }).waitFor();
  await link.waitFor({ state: "hidden" });
  check(true, "điện thoại: trình đơn mở bằng bàn phím, tự gập khi đã chọn trang");
  await page.setViewportSize({ width: 1366, height: 768 });
}

async function readsGuides(page) {
  await page.goto("/guide");
  await page.getByRole("heading", { name: "Hướng dẫn cho công chức cấp xã" }).waitFor();
  check(true, "công chức được đưa tới hướng dẫn của mình");
  await page.getByRole("link", { name: "Khi mất đường truyền" }).click();
  for (const [link, title] of [["Công chức cấp xã", "Hướng dẫn cho công chức cấp xã"], ["Lãnh đạo cấp xã", "Hướng dẫn cho lãnh đạo cấp xã"],
    ["Người thẩm định cấp huyện", "Hướng dẫn cho người thẩm định cấp huyện"], ["Hội đồng và công bố, cấp tỉnh", "Hướng dẫn cho hội đồng và người công bố cấp tỉnh"],
    ["Quản trị viên", "Hướng dẫn cho quản trị viên"]]) {
    await page.getByRole("link", { name: link, exact: true }).click();
    await page.getByRole("heading", { name: title }).waitFor();
    const broken = await page.evaluate(async () => {
      const pictures = [...document.querySelectorAll("article img")];
      for (const one of pictures) one.loading = "eager";
      await Promise.all(pictures.map((one) => one.decode().catch(() => undefined)));
      return pictures.filter((one) => one.naturalWidth === 0).map((one) => one.alt);
    });
    check(broken.length === 0, `${title}: mọi hình đều hiện ${broken.join(", ")}`);
    await look(page, `guide-${page.url().split("/").at(-1)}`);
  }
  await page.getByRole("button", { name: "English" }).click();
  await page.getByText("The guides are in Vietnamese.").waitFor();
  await look(page, "guide-english");
}

await withBrowser(async (browser) => {
  const pages = new Map();
  for (const [node, account, titles] of people) {
    const page = await visitor(browser, node);
    await signIn(page, account);
    if (account === "la-ha.clerk") await look(page, "tour-offer");
    await takesTour(page, account, titles);
    if (account !== "la-ha.clerk") await page.context().close();
    pages.set(account, page);
  }
  const clerk = pages.get("la-ha.clerk");
  await endsAnywhere(clerk);
  await unfoldsMenu(clerk);
  await readsGuides(clerk);
});
