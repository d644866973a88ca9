// A machine whose disk was put back to an earlier day, ledger and mark alike: its administrators and those
// of the node above read so on their first page and among the lines, nobody else is troubled, and the exchange goes on.
import { check, facts, look, signIn, visitor, withBrowser } from "../screen.mjs";

const title = "Sổ cái không khớp với ghi nhận của cấp trên";
const doubt = /^Sổ cái của máy chủ la-ha không còn bút toán số \d+ mà máy chủ cấp trên đã ghi nhận/;

await withBrowser(async (browser) => {
  for (const node of ["la-ha", "tu-nghia"]) {
    const page = await visitor(browser, node);
    await signIn(page, `${node}.administrator`);
    const alarm = page.getByRole("alert").filter({ hasText: title });
    await alarm.getByText(doubt).waitFor();
    check(true, `${node}: màn hình chính của quản trị viên báo sổ cái của La Hà bị lùi`);
    await look(page, `witnessed-home-${node}`);
    await alarm.getByRole("link", { name: "Xem từng đường truyền" }).click();
    await page.getByRole("heading", { name: "Đường truyền giữa các máy chủ" }).waitFor();
    const row = page.getByRole("row").filter({ hasText: "mà máy chủ cấp trên đã ghi nhận" });
    await row.getByText("đang trao đổi").waitFor();
    check((await row.count()) === 1, `${node}: đường truyền với máy chủ ấy nêu lý do, và vẫn đang trao đổi`);
    await look(page, `witnessed-lines-${node}`);
  }
  const clerk = await visitor(browser, "la-ha");
  await signIn(clerk, "la-ha.clerk");
  check((await clerk.getByText(title).count()) === 0, "cán bộ nhập liệu không bị làm phiền");
});
