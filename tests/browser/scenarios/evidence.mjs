// Evidence in the browser: chosen and dropped, hashed, sent over a line that is cut twice, entered with
// its particulars, which are put right afterwards, judged, used for several criteria, seen at its page by
// the commune and by the district; files that are refused; "not applicable".
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { press, typeInto } from "../keyboard.mjs";
import { lineTo } from "../line.mjs";
import { keptHere, leavesOne } from "../kept_files.mjs";
import { check, facts, look, signIn, visitor, withBrowser } from "../screen.mjs";

const paper = (name) => join(facts.papers, name);
const leaf = (id) => `/self-assessment/${facts.cycle}/la-ha/${id}`;
const saved = (page) => page.getByText("Mọi thay đổi đã lưu trên máy chủ của đơn vị").waitFor();
const vietnamese = (iso) => iso.split("-").reverse().join("/");
const upload = (page, name) => page.locator("li").filter({ has: page.locator("strong.name", { hasText: name }) });

// The portal's own SHA-256 against another one, for every length of the last block and odd pieces.
async function hashes() {
  const portal = createRequire(new URL("../../../portal/package.json", import.meta.url));
  const source = readFileSync(new URL("../../../portal/src/lib/evidence/sha256.ts", import.meta.url), "utf8");
  const { outputText } = portal("typescript").transpileModule(source, { compilerOptions: { module: 99, target: 9 } });
  const { Sha256, hexOf } = await import(`data:text/javascript;base64,${Buffer.from(outputText).toString("base64")}`);
  const bytes = Buffer.alloc(70_001, "Thị trấn La Hà ");
  let differing = 0;
  for (const length of [...Array(260).keys(), 65_535, 65_536, 70_001]) {
    for (const piece of [1, 63, 64, 1000].filter((one) => length < 300 || one === 1000)) {
      const hash = new Sha256();
      for (let at = 0; at < length; at += piece) hash.add(bytes.subarray(at, Math.min(at + piece, length)));
      if (hexOf(hash.digest()) !== createHash("sha256").update(bytes.subarray(0, length)).digest("hex")) ++differing;
    }
  }
  check(differing === 0, "SHA-256 của trang trùng với của máy, mọi độ dài");
}

async function choose(page, files) {
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Chọn tệp…" }).focus();
  await page.keyboard.press("Enter");
  await (await chooser).setFiles(files);
}

async function particulars(page, number, issued, subject) {
  const form = page.getByRole("form", { name: "Thông tin của văn bản" });
  await form.getByLabel("Số, ký hiệu").fill(number);
  await form.getByLabel("Ngày ban hành").fill(issued);
  await form.getByLabel("Cơ quan ban hành").fill("UBND thị trấn La Hà");
  await form.getByLabel("Trích yếu").fill(subject);
}

// By keyboard alone: chosen, described, entered; then where in it, and what the check found.
async function bringsSigned(page) {
  await page.goto(leaf("1.1.1"));
  await page.getByText("Tiêu chí này phải có tài liệu kiểm chứng.").waitFor();
  await choose(page, [paper("ke-hoach.pdf")]);
  await page.getByText("Đã gửi xong; cần ghi nhận tài liệu").waitFor();
  await look(page, "evidence-particulars");
  await particulars(page, "12/KH-UBND", facts.today, "Kế hoạch CCHC năm 2023");
  await page.keyboard.press("Enter");
  await page.getByText("Đã ghi nhận").waitFor();
  await page.getByLabel("Mục, điều").fill("Mục II");
  await page.keyboard.press("Tab");
  await page.keyboard.type("2");
  await page.keyboard.press("Tab");
  await saved(page);
  await page.getByText("ký chậm").first().waitFor();
  await page.getByText(`chậm ${facts.daysLate} ngày`).first().waitFor();
  check(true, `tài liệu ký số hôm nay: “ký chậm”, chậm ${facts.daysLate} ngày so với hạn 20/01/2023`);
  check(await page.getByText(`12/KH-UBND: Ký số ngày ${vietnamese(facts.today)}, chậm ${facts.daysLate} ngày so với hạn 20/01/2023`).first().isVisible(), "điều cần xem lại nói đúng như vậy");
  await upload(page, "ke-hoach.pdf").getByRole("button", { name: "Đóng" }).click();
  await look(page, "evidence");
}

async function seesPage(page, first, of) {
  const shown = (number) => page.locator(`canvas[data-page="${number}"]`).waitFor({ state: "attached" });
  await shown(first);
  check(await page.getByText(new RegExp(`${of} trang ${first} `)).first().isVisible(), `đang xem đúng trang ${first}`);
  await page.getByRole("region", { name: /^Trang \d+ của/ }).focus();
  await page.keyboard.press("ArrowRight");
  await shown(first + 1);
  await page.keyboard.press("+");
  await page.getByText("125%").waitFor();
  await page.keyboard.press("0");
  await page.keyboard.press("Home");
  await shown(1);
  await page.getByRole("toolbar").getByRole("textbox").fill(String(first));
  await page.keyboard.press("Enter");
  await shown(first);
}

async function views(page) {
  await page.getByRole("button", { name: /^Xem trang 2/ }).click();
  await seesPage(page, 2, "Ke hoach");
  await look(page, "evidence-view");
  await page.getByRole("button", { name: "Đóng tài liệu" }).click();
  const file = page.waitForEvent("download");
  await page.getByRole("button", { name: /^Xem trang 2/ }).click();
  await page.getByRole("button", { name: "Tải về" }).click();
  check(createHash("sha256").update(readFileSync(await (await file).path())).digest("hex") === createHash("sha256").update(readFileSync(paper("ke-hoach.pdf"))).digest("hex"), "tệp tải về trùng từng byte");
  await page.getByRole("button", { name: "Đóng tài liệu" }).click();
}

// The same file again, for another criterion: known by its hash, nothing goes up; no deadline there.
async function repeats(page, line) {
  await page.goto(leaf("1.1.3"));
  await page.getByText("Tiêu chí này phải có tài liệu kiểm chứng.").waitFor();
  const before = line.up;
  await choose(page, [paper("ke-hoach.pdf")]);
  await page.getByText("Đơn vị đã có tài liệu này, không gửi lại").waitFor();
  await saved(page);
  await page.getByText("hợp lệ", { exact: true }).waitFor();
  check(line.up - before < 20_000, `tệp trùng không gửi lại (${line.up - before} byte đã đi)`);
  await page.getByText("Còn dùng cho:").waitFor();
  check(await page.getByRole("button", { name: "1.1.1", exact: true }).first().isVisible(), "một tài liệu dùng cho hai tiêu chí, mỗi nơi một kết luận");
}

const cut = (row) => row.getByText("Mất kết nối; sẽ tự gửi tiếp từ chỗ dừng").waitFor();
// As a browser does that has no room for the files themselves.
const forgetsFiles = () => new Promise((resolve, reject) => {
  const open = indexedDB.open("parnet.files");
  open.onerror = () => reject(open.error);
  open.onsuccess = () => {
    const work = open.result.transaction("files", "readwrite");
    work.objectStore("files").clear();
    work.oncomplete = () => {
      open.result.close();
      resolve();
    };
  };
});
async function chooseAgain(page, file) {
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Chọn lại tệp…" }).click();
  await (await chooser).setFiles(file);
}

// 20 MB over a line that is cut after 10 MB, 5 MB and 3 MB; the page is loaded anew after the second cut,
// and after the third, when the browser has not kept the file.
async function resumes(page, line) {
  const size = readFileSync(paper("bao-cao.pdf")).length;
  const before = line.up;
  line.bytesPerSecond = 3_000_000;
  const first = line.cutAfter(10_000_000);
  await choose(page, [paper("bao-cao.pdf")]);
  const row = upload(page, "bao-cao.pdf");
  await row.getByText(/\/giây · còn khoảng/).waitFor();
  await look(page, "evidence-sending");
  await first;
  await cut(row);
  await particulars(page, "45/BC-UBND", "2023-10-20", "Báo cáo kết quả thực hiện kế hoạch");
  await page.getByLabel("Số trang").fill("5");
  await look(page, "evidence-cut");
  line.bytesPerSecond = Infinity;
  const second = line.cutAfter(5_000_000);
  line.mend();
  await second;
  await cut(row);
  const third = line.cutAfter(3_000_000);
  line.mend();
  await page.reload();
  await third;
  await cut(row);
  check((await page.getByRole("form").getByLabel("Số, ký hiệu").inputValue()) === "45/BC-UBND" && (await page.getByLabel("Số trang").inputValue()) === "5", "tải lại trang: tệp và thông tin đã điền còn nguyên, tự gửi tiếp");
  await page.evaluate(forgetsFiles);
  line.mend();
  await page.reload();
  await row.getByText(/^Chưa gửi xong. Chọn lại đúng tệp này để gửi tiếp từ 1\d,\d MB/).waitFor();
  await look(page, "evidence-choose-again");
  await chooseAgain(page, paper("ke-hoach.pdf"));
  await row.getByText("Tệp vừa chọn không phải tệp đang gửi dở.").waitFor();
  await chooseAgain(page, paper("bao-cao.pdf"));
  await page.getByRole("button", { name: /^Ghi nhận/ }).click();
  await row.getByText("Đã ghi nhận").waitFor();
  const sent = line.up - before;
  // Each time a piece may have been on its way; the rest is what the page asked for meanwhile.
  check(sent > size && sent < size + 3 * (1 << 20) + 600_000, `gửi ${size} byte qua ba lần đứt: ${sent} byte đã đi`);
  await page.getByRole("listitem").filter({ hasText: "45/BC-UBND" }).getByText("không có chữ ký số").first().waitFor();
  const mine = page.getByRole("listitem").filter({ hasText: "45/BC-UBND" });
  await mine.getByLabel("Trang").fill("4");
  await page.keyboard.press("Tab");
  await saved(page);
  const asked = [];
  page.on("response", (answer) => answer.url().includes("/evidence/") && asked.push(answer));
  await mine.getByRole("button", { name: /^Xem trang 4/ }).click();
  await seesPage(page, 4, "Bao cao");
  check(asked.some((one) => one.status() === 206), "tệp lớn được đọc từng khoảng");
  await page.getByRole("button", { name: "Đóng tài liệu" }).click();
}

// On a shared computer: a file under way when its owner signs out is asked about and goes with the answer;
// what others left goes after its seven days, whoever opens the portal.
async function leavesNothing(page, line) {
  await page.goto(leaf("1.1.2"));
  await page.getByRole("button", { name: "Chọn tệp…" }).waitFor();
  line.bytesPerSecond = 500_000;
  await choose(page, [paper("bao-cao-2.pdf")]);
  await upload(page, "bao-cao-2.pdf").getByText(/\/giây · còn khoảng/).waitFor();
  await page.evaluate(leavesOne, 6);
  await page.evaluate(leavesOne, 8);
  await page.getByRole("button", { name: "Đăng xuất" }).click();
  await page.getByText(/1 tệp kiểm chứng chưa ghi nhận xong/).waitFor();
  await look(page, "sign-out-files");
  await page.getByRole("button", { name: "Đăng xuất và xóa" }).click();
  await page.getByRole("button", { name: "Mã truy cập" }).waitFor();
  line.bytesPerSecond = Infinity;
  const others = ["nguoi-khac ky la-ha 6"];
  const same = ({ uploads, files }) => String(uploads) === String(others) && String(files) === String(others);
  check(same(await page.evaluate(keptHere)), "đăng xuất và xóa: trình duyệt không giữ tệp nào của người ấy");
  await page.evaluate(leavesOne, 8);
  await page.reload();
  await page.getByRole("button", { name: "Mã truy cập" }).waitFor();
  let kept = await page.evaluate(keptHere);
  for (let asked = 0; asked < 50 && !same(kept); ++asked) kept = await page.evaluate(keptHere);
  check(same(kept), "mở cổng thì tệp quá 7 ngày của người khác bị xóa, chưa quá thì còn");
  await signIn(page, "la-ha.clerk");
}

// The number and the day were read off the wrong line, and found out once the document was entered.
async function putsRight(page) {
  const row = page.getByRole("listitem").filter({ hasText: "45/BC-UBND" });
  const form = row.getByRole("form", { name: "Thông tin của văn bản" });
  const correct = page.getByRole("button", { name: /^Sửa thông tin (45|54)\/BC-UBND$/ });
  await press(page, correct);
  const said = await Promise.all(["Số, ký hiệu", "Ngày ban hành", "Cơ quan ban hành", "Số trang"].map((label) => form.getByLabel(label).inputValue()));
  check(said.join(" · ") === "45/BC-UBND · 20/10/2023 · UBND thị trấn La Hà · 5", `sửa thông tin: điền sẵn điều đã ghi (${said.join(" · ")})`);
  await typeInto(page, form.getByLabel("Số, ký hiệu"), "54/BC-UBND");
  await typeInto(page, form.getByLabel("Ngày ban hành"), "25/10/2023");
  await typeInto(page, form.getByLabel("Cơ quan ban hành"), "Ủy ban nhân dân thị trấn La Hà");
  await look(page, "evidence-put-right");
  await page.route("**/par.evidence.v1.EvidenceService/AddDocument", (route) => route.abort());
  await press(page, form.getByRole("button", { name: "Ghi thông tin đã sửa" }));
  await form.getByRole("alert").waitFor();
  check((await form.getByLabel("Số, ký hiệu").inputValue()) === "54/BC-UBND", "mất đường truyền: chữ đã sửa còn nguyên");
  await page.unroute("**/par.evidence.v1.EvidenceService/AddDocument");
  await press(page, form.getByRole("button", { name: "Ghi thông tin đã sửa" }));
  const corrected = page.getByRole("listitem").filter({ hasText: "54/BC-UBND" });
  await corrected.getByText(/Ủy ban nhân dân thị trấn La Hà · ngày 25\/10\/2023 · 5 trang/).waitFor();
  check((await page.getByText("45/BC-UBND").count()) === 0, "số, ngày, cơ quan đã sửa; số cũ không còn ở đâu");
  check(await correct.evaluate((button) => button === document.activeElement), "sửa xong: bàn phím trở về nút vừa bấm");
  check((await corrected.getByLabel("Trang").inputValue()) === "4", "trang đã dẫn còn nguyên");
  await look(page, "evidence-corrected");
}

async function refuses(page) {
  await page.goto(leaf("1.1.2"));
  await page.getByRole("button", { name: "Chọn tệp…" }).waitFor();
  const told = [
    ["rong.pdf", "Tệp rỗng"], ["ban-nhap.docx", /chỉ nhận PDF, JPEG, PNG và XLSX/], ["qua-lon.pdf", /tối đa 200 MB/],
  ];
  await choose(page, told.map(([name]) => paper(name)));
  for (const [name, why] of told) await upload(page, name).getByText(why).waitFor();
  check(true, "tệp rỗng, sai loại, quá lớn: bị từ chối, nói rõ vì sao");
  await choose(page, [paper("khong-phai.pdf")]);
  await upload(page, "khong-phai.pdf").getByRole("button", { name: /^Ghi nhận/ }).click();
  await upload(page, "khong-phai.pdf").getByText(/không phải là tệp PDF như tên tệp/).waitFor();
  await look(page, "evidence-refused");
  for (const name of [...told.map(([one]) => one), "khong-phai.pdf"]) await upload(page, name).getByRole("button", { name: "Đóng" }).click();
}

// Dropped with the mouse; names that no folder should see. The picture is shown in the page.
async function dropsOddNames(page) {
  const picture = await page.screenshot({ clip: { x: 0, y: 0, width: 300, height: 120 } });
  const long = "Ảnh chụp niêm yết công khai thủ tục hành chính ".repeat(7).trim();
  const dropped = await page.evaluateHandle(([base64, names]) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const transfer = new DataTransfer();
    names.forEach((name, i) => transfer.items.add(new File([bytes, new Uint8Array(i)], name, { type: "image/png" })));
    return transfer;
  }, [picture.toString("base64"), [`${long}.png`, "..\\..\\windows\\ảnh.png"]]);
  await page.getByRole("group", { name: "Chọn tệp…" }).dispatchEvent("drop", { dataTransfer: dropped });
  for (const name of ["Ảnh chụp niêm yết công khai", "windows_ảnh.png"]) {
    const row = upload(page, name);
    await row.getByText("Tên tệp được đổi cho hợp lệ").waitFor();
    await row.getByRole("button", { name: /^Ghi nhận/ }).click();
    await row.getByText("Đã ghi nhận").waitFor();
    await row.getByRole("button", { name: "Đóng" }).click();
  }
  await saved(page);
  check(await page.getByText(".._.._windows_ảnh.png").first().isVisible(), "tên 300 chữ và tên dạng đường dẫn được đổi, có nói");
  await page.getByRole("button", { name: /^Xem .._.._windows/ }).click();
  await page.getByRole("img", { name: ".._.._windows_ảnh.png" }).waitFor();
  await look(page, "evidence-picture");
  await page.getByRole("button", { name: "Đóng tài liệu" }).click();
  await page.getByRole("button", { name: /^Bỏ khỏi tiêu chí .._.._windows/ }).click();
  await saved(page);
  check((await page.getByRole("button", { name: /^Bỏ khỏi tiêu chí/ }).count()) === 1, "bỏ một tài liệu khỏi tiêu chí");
}

// Somebody has begun as many files as a unit may: told as that, and mended as soon as they are gone.
async function meetsFullQuota(page) {
  const authorization = { Authorization: `Bearer ${facts.tokens["song-ve.clerk"]}` };
  const begun = Array.from({ length: 64 }, (_, i) => createHash("sha256").update(`dở dang ${i}`).digest());
  const put = (hash, at) => fetch(`${facts.portals["song-ve"]}/evidence/song-ve/${hash.toString("hex")}/upload`, {
    method: "PUT", headers: { ...authorization, "Content-Range": `bytes ${at}-${at}/2` }, body: "%",
  });
  for (const hash of begun) await put(hash, 0);
  await page.goto(`/self-assessment/${facts.cycle}/song-ve/1.1.1`);
  await page.getByRole("button", { name: "Chọn tệp…" }).waitFor();
  await choose(page, [paper("ke-hoach.pdf")]);
  await upload(page, "ke-hoach.pdf").getByText(/Đang có quá nhiều tệp gửi dở dang/).waitFor();
  check(true, "hết hạn mức tệp dở dang: nói đúng như vậy, không phải mất mạng");
  await look(page, "evidence-quota");
  // Bytes that are not what their name says are thrown away by the node.
  for (const hash of begun) {
    await put(hash, 1);
    await fetch(`${facts.portals["song-ve"]}/par.evidence.v1.EvidenceService/AddDocument`, {
      method: "POST", headers: { ...authorization, "Content-Type": "application/json" },
      body: JSON.stringify({ requestId: hash.subarray(0, 16).toString("base64"), document: { unit: "song-ve", fileName: "a.pdf", mediaType: "application/pdf", size: "2", sha256: hash.toString("base64") } }),
    });
  }
  await upload(page, "ke-hoach.pdf").getByRole("button", { name: "Đóng" }).click();
  await choose(page, [paper("ke-hoach.pdf")]);
  await page.getByText("Đã gửi xong; cần ghi nhận tài liệu").waitFor();
}

async function handsIn(page) {
  await page.goto(leaf("1.1.3"));
  await page.getByRole("button", { name: "Duyệt" }).click();
  await page.getByRole("button", { name: "Gửi lên cấp trên" }).click();
  await page.getByRole("button", { name: "Gửi", exact: true }).click();
  await page.getByText(/Đã lưu tại đây|Cấp trên đã nhận/).first().waitFor();
}

// At the district: the files have come over the line; the same page, this node's own verdict.
async function reviews(page) {
  await page.goto(`/review/${facts.cycle}/la-ha/1.1.3`);
  const listed = page.getByRole("listitem").filter({ hasText: "54/BC-UBND" });
  for (let asked = 0; asked < 60 && !(await listed.isVisible()); ++asked) {
    await page.reload();
    await page.getByRole("grid").waitFor();
    await listed.or(page.getByText(/Đơn vị không gắn tài liệu|Chưa kết nối|không có hồ sơ/)).first().waitFor().catch(() => {});
  }
  await listed.getByRole("button", { name: /^Xem trang 4/ }).click();
  await seesPage(page, 4, "Bao cao");
  await listed.getByText("không có chữ ký số").first().waitFor();
  check(true, "huyện xem đúng trang 4, với kết luận của chính máy chủ huyện");
  await listed.getByText(/Ủy ban nhân dân thị trấn La Hà · ngày 25\/10\/2023 · 5 trang/).waitFor();
  check((await page.getByText("45/BC-UBND").count()) === 0, "huyện thấy số, ngày, cơ quan đã sửa");
  await look(page, "review-evidence");
  await page.getByRole("button", { name: "Đóng tài liệu" }).click();
  await page.getByRole("button", { name: "English" }).click();
  await page.getByText("no digital signature").first().waitFor();
  await look(page, "review-evidence-english");
}

await hashes();
await withBrowser(async (browser) => {
  const line = await lineTo(facts.portals["la-ha"]);
  facts.portals["la-ha-line"] = line.address;
  try {
    const clerk = await visitor(browser, "la-ha-line");
    clerk.home = facts.portals["la-ha"]; // When the line is gone.
    await signIn(clerk, "la-ha.clerk");
    await bringsSigned(clerk);
    await views(clerk);
    await repeats(clerk, line);
    await resumes(clerk, line);
    await putsRight(clerk);
    await leavesNothing(clerk, line);
    await refuses(clerk);
    await dropsOddNames(clerk);
    const leader = await visitor(browser, "la-ha");
    await signIn(leader, "la-ha.leader");
    await handsIn(leader);
    const neighbour = await visitor(browser, "song-ve");
    await signIn(neighbour, "song-ve.clerk");
    await meetsFullQuota(neighbour);
    const district = await visitor(browser, "tu-nghia");
    await signIn(district, "tu-nghia.council");
    await reviews(district);
  } finally {
    line.close();
  }
});
