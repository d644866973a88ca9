// Coming in and staying in: the first password by a one-time code, a session that another browser ends
// while a figure is typed, coming back in place as oneself and as somebody else, one's own account, a
// reviewer's second factor; calls that a page makes by itself; a provider of sign-ins: linking, signing in by the button, and all that it may do wrong.
import { createHmac } from "node:crypto";
import { Provider } from "../provider.mjs";
import { asksForTheSecondFactor, Caller, followsNewKeys, refusesWhatIsWrong, waitsForNothing } from "../provider_rows.mjs";
import { ask, check, facts, look, visitor, withBrowser } from "../screen.mjs";

const passwords = {
  "song-ve.clerk": "cây đa bến nước", "song-ve.leader": "sân đình buổi sớm", "tu-nghia.reviewer": "mái ngói rêu phong",
};
const dossier = `/self-assessment/${facts.cycle}/song-ve/1.1.3`;
const planned = (page) => page.getByLabel(/^a — Số nhiệm vụ trong kế hoạch/);
const finished = (page) => page.getByLabel(/^b — Số nhiệm vụ đã hoàn thành/);
const saved = (page) => page.getByText("Mọi thay đổi đã lưu trên máy chủ của đơn vị").waitFor();
const greeted = (page) => page.getByRole("heading", { name: /^Xin chào/ }).waitFor();
const asked = (page) => page.getByRole("dialog", { name: "Phiên làm việc đã kết thúc" });

async function typeIn(place, account, password) {
  await place.getByLabel("Tài khoản", { exact: true }).fill(account);
  await place.getByLabel("Mật khẩu của bạn").fill(password);
  await place.getByLabel("Mật khẩu của bạn").press("Enter");
}

async function signIn(page, account) {
  await page.goto("/");
  await typeIn(page, account, passwords[account]);
  await greeted(page);
}

// With the keyboard alone.
async function firstTime(page, account) {
  await page.goto("/");
  await page.getByRole("button", { name: "Lần đầu" }).focus();
  await page.keyboard.press("Enter");
  await page.getByLabel("Tài khoản", { exact: true }).focus();
  await page.keyboard.type(account);
  await page.keyboard.press("Tab");
  await page.keyboard.type(facts.codes[account]);
  await page.keyboard.press("Tab");
  await page.keyboard.type(passwords[account]);
  if (account === "song-ve.clerk") await look(page, "sign-in-first-time");
  await page.keyboard.press("Enter");
  await greeted(page);
}

async function holdsNoSecret(page) {
  const [cookie, ...more] = await page.context().cookies();
  check(more.length === 0 && cookie.name === "__Host-parnet-song-ve" && /^session_[0-9a-f]{64}$/.test(cookie.value),
    "một cookie của đúng máy chủ này");
  check(cookie.httpOnly && cookie.secure && cookie.sameSite === "Strict" && cookie.path === "/" && cookie.expires === -1,
    "cookie: HttpOnly, Secure, SameSite=Strict, hết khi đóng trình duyệt");
  const seen = await page.evaluate(() => document.cookie + JSON.stringify({ ...localStorage }) + JSON.stringify({ ...sessionStorage }));
  check(!seen.includes(cookie.value.slice(8)), "trang không đọc được khóa của phiên");
}

async function anotherTabIsSignedIn(page) {
  const tab = await page.context().newPage();
  await tab.goto("/");
  await greeted(tab);
  await page.reload();
  await greeted(page);
  await tab.close();
  check(true, "tải lại trang, mở thêm thẻ: vẫn trong phiên");
}

async function endsThisOne(other) {
  await other.goto("/");
  await other.getByRole("link", { name: /Thị trấn Sông Vệ/ }).click();
  await other.getByRole("heading", { name: "Các phiên đăng nhập" }).waitFor();
  await other.getByText("phiên này").waitFor();
  await other.getByRole("button", { name: /^Kết thúc phiên từ 127\.0\.0\.1/ }).first().click();
  await other.getByText("Đã kết thúc 1 phiên.").waitFor();
  await other.getByText("Không có phiên nào khác.").waitFor();
}

async function comesBackInPlace(page, other) {
  await page.goto(dossier);
  await planned(page).fill("33");
  await saved(page);
  await endsThisOne(other);
  await finished(page).focus();
  await page.keyboard.type("27");
  await asked(page).waitFor();
  await look(page, "signed-out-while-typing");
  check((await finished(page).inputValue()) === "27", "hết phiên khi đang nhập: số vừa nhập vẫn còn trên trang");
  await page.keyboard.press("Escape");
  await typeIn(asked(page), "song-ve.clerk", "không phải mật khẩu");
  await page.getByText("Tên tài khoản hoặc mật khẩu không đúng").waitFor();
  await typeIn(asked(page), "song-ve.clerk", passwords["song-ve.clerk"]);
  await asked(page).waitFor({ state: "detached" });
  await saved(page);
  await page.getByText(/27\/33 = 0,8182 → × 2 = 1,6364/).waitFor();
  await other.goto(dossier);
  check((await finished(other).inputValue()) === "27", "đăng nhập lại tại chỗ: 27/33 đã lưu trên máy chủ, trang vẫn ở chỗ cũ");
}

async function staysUnderTheFirstsName(page, other) {
  await endsThisOne(other);
  await finished(page).fill("31");
  await asked(page).waitFor();
  await typeIn(asked(page), "song-ve.leader", passwords["song-ve.leader"]);
  await page.getByRole("heading", { name: `Xin chào, ${facts.leader}` }).waitFor();
  await page.goto(dossier);
  await finished(page).waitFor();
  check((await finished(page).inputValue()) === "27", "người khác đăng nhập: số 31 của người trước không được gửi");
  await page.getByRole("button", { name: "Đăng xuất" }).click();
  await page.getByRole("heading", { name: "Đăng nhập" }).waitFor();
  check((await page.context().cookies()).length === 0, "đăng xuất: trình duyệt không còn cookie");
  await signIn(page, "song-ve.clerk");
  await page.goto(dossier);
  await saved(page);
  await page.getByText(/31\/33/).first().waitFor();
  check((await finished(page).inputValue()) === "31", "người trước quay lại: số 31 được lưu dưới tên mình");
}

async function tabsGoTogether(page) {
  const tab = await page.context().newPage();
  await tab.goto(dossier);
  await finished(tab).waitFor();
  await page.getByRole("button", { name: "Đăng xuất" }).click();
  await asked(tab).waitFor();
  await signIn(page, "song-ve.clerk");
  await asked(tab).waitFor({ state: "detached" });
  await finished(tab).fill("33");
  await saved(tab);
  await tab.getByText(/33\/33/).first().waitFor();
  await tab.close();
  check(true, "hai thẻ: đăng xuất ở thẻ này thì thẻ kia hỏi lại, đăng nhập ở thẻ này thì thẻ kia làm tiếp");
}

async function changesPassword(page, other) {
  await page.goto("/account");
  await page.getByText("phiên này").waitFor();
  await look(page, "account");
  await page.getByLabel("Mật khẩu hiện nay").fill(passwords["song-ve.clerk"]);
  await page.getByLabel("Mật khẩu mới", { exact: true }).fill("12345678");
  await page.getByLabel("Nhập lại mật khẩu mới").fill("1234567");
  await page.getByText("Hai lần nhập mật khẩu mới không giống nhau.").waitFor();
  await page.getByLabel("Nhập lại mật khẩu mới").fill("12345678");
  await page.getByRole("button", { name: "Đổi mật khẩu" }).click();
  await page.getByText(/bị thử đầu tiên/).waitFor();
  await page.getByLabel("Mật khẩu mới", { exact: true }).fill("hàng cau trước ngõ");
  await page.getByLabel("Nhập lại mật khẩu mới").fill("hàng cau trước ngõ");
  await page.getByLabel("Nhập lại mật khẩu mới").press("Enter");
  await page.getByText("Đã đổi mật khẩu; các phiên khác đã kết thúc.").waitFor();
  await page.getByText("Không có phiên nào khác.").waitFor();
  await other.goto("/");
  await other.getByRole("heading", { name: "Đăng nhập" }).waitFor();
  passwords["song-ve.clerk"] = "hàng cau trước ngõ";
  await signIn(other, "song-ve.clerk");
  await page.reload();
  await page.getByRole("button", { name: "Kết thúc 1 phiên khác" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Kết thúc" }).click();
  await page.getByText("Đã kết thúc 1 phiên.").waitFor();
  check(true, "đổi mật khẩu và kết thúc các phiên khác: trình duyệt kia phải đăng nhập lại");
}

// A minute after the last touch: the browser's own clock is set on, so nobody waits for it.
async function watchesWithoutASession(page) {
  await page.addInitScript(() => {
    const now = performance.now.bind(performance);
    let ahead = 0;
    performance.now = () => now() + ahead;
    addEventListener("a-minute-later", () => (ahead += 61_000));
  });
  await page.goto(dossier);
  await saved(page);
  await page.context().setOffline(true);
  await finished(page).fill("32");
  await page.getByText(/thay đổi đang giữ trong máy này/).waitFor();
  const calls = [];
  page.on("request", (request) => {
    const call = /\/par\.\w+\.v1\.\w+\/(\w+)$/.exec(new URL(request.url()).pathname)?.[1];
    if (call) calls.push([call, request.headers()["parnet-watching"] === "1"]);
  });
  await page.evaluate(() => dispatchEvent(new Event("a-minute-later")));
  await page.context().setOffline(false);
  await saved(page);
  const alone = calls.splice(0);
  check(alone.length > 0 && alone.every(([, watching]) => watching), `không ai ở trước máy, có mạng lại: trang tự gọi ${alone.map(([call]) => call).join(", ")}, đều nói là tự gọi`);
  // What is still under way from before is not his.
  await finished(page).press("Control+a");
  await page.keyboard.type("33");
  await page.keyboard.press("Tab");
  await saved(page);
  const his = calls.filter(([call]) => call === "FillAnswers");
  check(his.length > 0 && his.every(([, watching]) => !watching), "người quay lại nhập tiếp: lần lưu tính vào phiên");
}

// RFC 6238, as the telephone computes it.
function codeOf(secret, at = Date.now()) {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret.replaceAll(" ", "")].map((letter) => letters.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const mac = createHmac("sha1", key).update(counter).digest();
  const from = mac[19] & 15;
  return String((mac.readUInt32BE(from) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

async function enrolsSecondFactor(page) {
  await firstTime(page, "tu-nghia.reviewer");
  check((await page.getByRole("link", { name: "Thẩm định", exact: true }).count()) === 0, "chưa xác thực hai lớp: chưa có việc thẩm định");
  await look(page, "second-factor-needed");
  await page.getByRole("link", { name: /^Thiết lập, mất/ }).click();
  await page.getByText("(chờ xác thực hai lớp)").waitFor();
  await page.getByRole("button", { name: "Thiết lập" }).click();
  const secret = await page.getByRole("code").textContent();
  await page.getByRole("img", { name: /^Mã QR/ }).waitFor();
  await look(page, "second-factor");
  await page.getByLabel("Mã sáu chữ số mà ứng dụng đang hiện").fill("000000");
  await page.keyboard.press("Enter");
  await page.getByText(/Mã xác thực không đúng/).waitFor();
  const code = codeOf(secret);
  await page.getByLabel("Mã sáu chữ số mà ứng dụng đang hiện").fill(code);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Mã dự phòng" }).waitFor();
  const spare = await page.getByRole("region", { name: "Xác thực hai lớp" }).getByRole("listitem").allTextContents();
  await look(page, "recovery-codes");
  await page.getByRole("button", { name: "Tôi đã cất các mã này" }).click();
  await page.getByText(`Còn ${spare.length} mã dự phòng.`).waitFor();
  await page.getByRole("link", { name: "Thẩm định", exact: true }).waitFor();
  check(true, "xác thực hai lớp: có hiệu lực ngay, vai trò thẩm định dùng được");
  await page.getByRole("button", { name: "Đăng xuất" }).click();
  await typeIn(page, "tu-nghia.reviewer", passwords["tu-nghia.reviewer"]);
  await page.getByLabel("Mã xác thực trên điện thoại, hoặc mã dự phòng").fill(code);
  await page.keyboard.press("Enter");
  await page.getByText(/không đúng hoặc đã dùng/).waitFor();
  await look(page, "sign-in-second-factor");
  await page.getByLabel("Mã xác thực trên điện thoại, hoặc mã dự phòng").fill(spare[0]);
  await page.keyboard.press("Enter");
  // Where he was when he signed out.
  await page.getByText(`Còn ${spare.length - 1} mã dự phòng.`).waitFor();
  check(true, "mã đã dùng bị từ chối, mã dự phòng vào được một lần");
  await page.getByRole("group", { name: /^Ngôn ngữ/ }).getByRole("button", { name: "English" }).click();
  await page.getByRole("heading", { name: "My account" }).waitFor();
  await page.getByText("this session").waitFor();
  await look(page, "account-english");
  return spare;
}

// With the keyboard alone, to the provider and back. Whoever is asked there is whom `subject` names.
async function agrees(page, subject) {
  await page.getByLabel("Số định danh").focus();
  await page.keyboard.type(subject);
  await page.keyboard.press("Enter");
}

async function pressed(page, name) {
  await page.getByRole("button", { name }).focus();
  await page.keyboard.press("Enter");
}

async function linksAndEntersByTheProvider(browser) {
  const page = await visitor(browser, "song-ve", { strangers: true });
  await signIn(page, "song-ve.clerk");
  await page.goto("/account");
  await pressed(page, "Sang Cổng định danh thử để xác nhận");
  await agrees(page, "nguoi-001");
  await page.getByText("Cổng định danh thử đã xác nhận bạn là nguoi-001.").waitFor();
  await look(page, "account-linking");
  await page.keyboard.type(passwords["song-ve.clerk"]);
  await page.keyboard.press("Enter");
  await page.getByText("Đã liên kết; các phiên khác đã kết thúc.").waitFor();
  await page.getByText(/Đã liên kết với nguoi-001 từ/).waitFor();
  await look(page, "account-linked");
  check(new URL(page.url()).pathname === "/account" && new URL(page.url()).search === "", "liên kết xong: về đúng trang, địa chỉ không còn mã");
  await page.getByRole("button", { name: "Đăng xuất" }).click();
  // The node asks the provider before it answers; the page waits as long as the node may.
  const begins = page.waitForRequest(/BeginProviderSignIn$/);
  const proves = page.waitForRequest(/ProveProvider$/);
  await pressed(page, "Đăng nhập bằng Cổng định danh thử");
  await agrees(page, "nguoi-khong-quen");
  for (const asked of [await begins, await proves]) check(asked.headers()["connect-timeout-ms"] === "60000", `${new URL(asked.url()).pathname.split("/").at(-1)}: trang chờ đến 60 giây`);
  await page.getByText(/Chưa có tài khoản nào liên kết với người vừa đăng nhập/).waitFor();
  await look(page, "sign-in-provider-refused");
  await pressed(page, "Đăng nhập bằng Cổng định danh thử");
  await agrees(page, "nguoi-001");
  await page.getByRole("heading", { name: "Tài khoản của tôi" }).waitFor();
  await page.getByText("phiên này").waitFor();
  check((await page.getByRole("definition").first().textContent()) === "song-ve.clerk", "đăng nhập bằng nút: đúng tài khoản, về đúng trang");
  await holdsNoSecret(page);
  const asked = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await page.goto("/sign-in?state=bia&code=bia&iss=//khac.example.vn");
  await greeted(page);
  check(new URL(page.url()).pathname === "/" && asked.length > 0 && !asked.some((one) => one.endsWith("/ProveProvider")), "địa chỉ trả về bịa đặt khi đang trong phiên: không đi đâu, không gửi gì");
}

async function auditTells(node, person) {
  const { entries } = await ask(node, `${node}.administrator`, "par.node.v1.NodeService/ListEntries", { limit: 500, newestFirst: true, kind: "account" });
  const names = new Set(entries.filter((one) => one.actorAccount === person).map((one) => one.kindName));
  check(["account.link_provider", "account.unlink_provider", "account.sign_in", "account.refuse_sign_in"].every((name) => names.has(name)),
    "sổ cái ghi liên kết, bỏ liên kết, đăng nhập và lần sai mã");
}

async function byProvider(browser, spare) {
  const provider = new Provider(facts.provider);
  await provider.start();
  const silent = waitsForNothing(provider);
  await linksAndEntersByTheProvider(browser);
  await refusesWhatIsWrong(provider, silent);
  await asksForTheSecondFactor(provider, "tu-nghia.reviewer", passwords["tu-nghia.reviewer"], spare.slice(1));
  await auditTells("tu-nghia", "tu-nghia.reviewer");
  await followsNewKeys(provider);
  const late = new Caller("tu-nghia");
  const { url } = await late.call("BeginProviderSignIn");
  await provider.stop();
  const told = await late.call("ProveProvider", provider.consent(url, "nguoi-001"));
  check(told.reason === "provider_unreachable", "nhà cung cấp tắt máy: nói rõ");
  const local = await new Caller("song-ve").signIn("song-ve.clerk", passwords["song-ve.clerk"]);
  check(local.session?.account === "song-ve.clerk", "nhà cung cấp tắt máy: vẫn đăng nhập được bằng mật khẩu");
}

await withBrowser(async (browser) => {
  const clerk = await visitor(browser, "song-ve");
  await firstTime(clerk, "song-ve.clerk");
  await holdsNoSecret(clerk);
  await anotherTabIsSignedIn(clerk);
  const other = await visitor(browser, "song-ve");
  await firstTime(other, "song-ve.leader");
  await other.getByRole("button", { name: "Đăng xuất" }).click();
  await signIn(other, "song-ve.clerk");
  await comesBackInPlace(clerk, other);
  await staysUnderTheFirstsName(clerk, other);
  await tabsGoTogether(clerk);
  await changesPassword(clerk, other);
  await watchesWithoutASession(clerk);
  await byProvider(browser, await enrolsSecondFactor(await visitor(browser, "tu-nghia")));
});
