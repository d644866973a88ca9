// What a provider of sign-ins, or somebody between it and the node, may do wrong: each row through the
// real gateway of a real node, with the reason that the node must give.
import { randomBytes } from "node:crypto";
import { check, facts } from "./screen.mjs";
import { newKey } from "./provider.mjs";

/** A browser without pages: its cookies, and the value that it has with its session. */
export class Caller {
  cookies = new Map();
  csrf = "";
  constructor(node) {
    this.node = node;
  }
  async call(method, message = {}) {
    const answer = await fetch(`${facts.portals[this.node]}/par.account.v1.AccountService/${method}`, {
      method: "POST", body: JSON.stringify(message),
      headers: { "Content-Type": "application/json", "Parnet-Csrf": this.csrf, Cookie: [...this.cookies].map((pair) => pair.join("=")).join("; ") },
    });
    for (const set of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(set);
      if (value === "") this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    const told = await answer.json();
    if (answer.ok) return told;
    return { reason: told.details[0].debug.reason, fault: /\(([^)]*)\)/.exec(told.message)?.[1] };
  }
  change = (method, message = {}) => this.call(method, { requestId: randomBytes(16).toString("base64"), ...message });
  async signIn(account, password, code = "") {
    const told = await this.change("SignIn", { account, password, code });
    this.csrf = told.csrf ?? "";
    return told;
  }
}

/** There and back as `subject`: what ProveProvider says. */
async function trip(caller, provider, { wrong = {}, back = (told) => told, begin = "BeginProviderSignIn", subject = "nguoi-la", meanwhile = () => undefined } = {}) {
  const { url, ...failed } = await caller.call(begin);
  if (url === undefined) return failed;
  const told = provider.consent(url, subject, wrong);
  await meanwhile();
  return caller.call("ProveProvider", back(told));
}

// What stands in brackets in the text says which part of it was wrong.
const faultOf = ({ reason, fault }) => (fault === undefined ? reason : `${reason} ${fault}`);

async function rows(table) {
  for (const [why, node, want, run] of table) {
    const told = await run(new Caller(node));
    const got = told.reason === undefined ? JSON.stringify(told) : faultOf(told);
    check(got === want, `${why}: ${want}${got === want ? "" : `, nhưng là ${got}`}`);
  }
}

/** A trip on which the provider never answers; others go on meanwhile. */
export const waitsForNothing = (provider) => trip(new Caller("tu-nghia"), provider, { wrong: { answer: ["never"] } });

/** Nothing that is wrong is taken; `silent`: such a trip. Two nodes, so that neither pauses for the many wrong attempts. */
export async function refusesWhatIsWrong(provider, silent) {
  const stranger = newKey("RS256", "k1");
  const short = newKey("RS256", "ngan", { modulusLength: 1024 });
  const claims = (change) => ({ wrong: { claims: change } });
  const token = (why, fault, more) => [why, "song-ve", `provider_token_refused ${fault}`, (caller) => trip(caller, provider, more)];
  const other = (why, want, run) => [why, "tu-nghia", want, run];
  const badly = (answer) => (caller) => trip(caller, provider, { wrong: { answer } });
  await rows([
    token("không chữ ký", "alg", { wrong: { header: { alg: "none" } } }),
    token("HS256 với khóa công khai làm bí mật", "alg", { wrong: { header: { alg: "HS256" } } }),
    token("thuật toán không có trong danh sách", "alg", { wrong: { header: { alg: "RS384" } } }),
    token("tiêu đề bắt buộc mà máy chủ không hiểu", "crit", { wrong: { header: { crit: ["exp"] } } }),
    token("khóa của người khác dưới cùng mã", "signature", { wrong: { key: stranger } }),
    token("chữ ký bị đổi một bit", "signature", { wrong: { signature: (bytes) => (bytes[9] ^= 1, bytes) } }),
    token("khóa RSA quá ngắn", "kid", { wrong: { key: short }, meanwhile: () => provider.keys.push(short) }),
    token("ES256 dưới mã của khóa RSA", "kid", { wrong: { key: newKey("ES256", "k1") } }),
    token("nhà cung cấp khác", "iss", claims(() => ({ iss: "https://khac.example.vn" }))),
    token("dành cho chương trình khác", "aud", claims(() => ({ aud: "parnet-la-ha" }))),
    token("dành cho hai chương trình", "aud", claims(() => ({ aud: ["parnet-song-ve", "khac"] }))),
    token("giao cho chương trình khác", "azp", claims(() => ({ azp: "khac" }))),
    token("hết hạn", "exp", claims((now) => ({ exp: now - 90 }))),
    token("không ghi hạn", "exp", claims(() => ({ exp: undefined }))),
    token("cấp ở tương lai", "iat", claims((now) => ({ iat: now + 120 }))),
    token("cấp từ trước lượt này", "iat", claims((now) => ({ iat: now - 3600 }))),
    token("của lượt khác", "nonce", claims(() => ({ nonce: "khac" }))),
    token("không nói là ai", "sub", claims(() => ({ sub: "" }))),
    token("tên có ký tự điều khiển", "sub", claims(() => ({ sub: "a\nb" }))),

    other("người không gắn với tài khoản nào", "provider_subject_unknown", async (caller) => {
      await trip(caller, provider);
      return caller.change("SignInByProvider");
    }),
    other("không qua nhà cung cấp", "provider_trip_unknown", (caller) => caller.change("SignInByProvider")),
    other("chưa xác nhận đã đăng nhập", "provider_trip_unknown", async (caller) => {
      await caller.call("BeginProviderSignIn");
      return caller.change("SignInByProvider");
    }),
    other("trình duyệt khác mở địa chỉ trả về", "provider_trip_unknown", (caller) => trip(caller, provider, { back: (told) => (caller.cookies.clear(), told) })),
    other("trang tự ghi lượt thay cho cookie", "provider_trip_unknown", (caller) =>
      trip(caller, provider, { back: (told) => {
        const [trip_] = caller.cookies.values();
        caller.cookies.clear();
        return { ...told, trip: trip_ };
      } })),
    other("mã và trạng thái dùng lại", "provider_trip_unknown", async (caller) => {
      let kept;
      await trip(caller, provider, { back: (told) => (kept = told) });
      return caller.call("ProveProvider", kept);
    }),
    other("mã của lượt người khác", "provider_code_refused", async (caller) => {
      const { url } = await new Caller("tu-nghia").call("BeginProviderSignIn");
      return trip(caller, provider, { back: (told) => ({ ...told, code: provider.consent(url, "nguoi-khac").code }) });
    }),
    other("PKCE không khớp", "provider_code_refused", (caller) =>
      trip(caller, provider, { back: (told) => ((provider.codes.get(told.code).code_challenge = "khac"), told) })),
    other("không có mã", "provider_code_refused", (caller) => trip(caller, provider, { back: ({ state, issuer }) => ({ state, issuer }) })),
    other("mã dài hơn mã thật", "provider_code_refused", (caller) => trip(caller, provider, { back: (told) => ({ ...told, code: "a".repeat(4097) }) })),
    other("nhà cung cấp gọi mã bịa là câu hỏi sai", "provider_code_refused", badly([400, { error: "invalid_request" }])),
    other("câu trả lời của nhà cung cấp khác", "provider_token_refused iss", (caller) => trip(caller, provider, { back: (told) => ({ ...told, issuer: "https://khac.example.vn" }) })),
    other("không nói của nhà cung cấp nào", "provider_token_refused iss", (caller) => trip(caller, provider, { back: (told) => ({ ...told, issuer: "" }) })),
    other("người dùng từ chối", "provider_said_no access_denied", (caller) => trip(caller, provider, { back: ({ state }) => ({ state, error: "access_denied" }) })),
    other("lời báo lỗi không phải mã lỗi", "provider_said_no ?", (caller) => trip(caller, provider, { back: ({ state }) => ({ state, error: "<b>Hãy gọi số này</b>" }) })),
    other("chuyển hướng", "provider_answer_bad token 302", badly([302, "", { Location: `${provider.issuer}/jwks` }])),
    other("không phải JSON", "provider_answer_bad token 200", badly([200, "<html>"])),
    other("hai tên giống nhau", "provider_answer_bad token 200", badly([200, '{"id_token":"a","id_token":"b"}'])),
    other("không có chứng nhận", "provider_answer_bad id_token", badly([200, {}])),
    other("lỗi máy chủ", "provider_answer_bad token 500", badly([500, {}])),
    other("câu trả lời quá lớn", "provider_unreachable answer too large", badly([200, `{"id_token":"${"a".repeat(300_000)}"}`])),
    other("không bao giờ trả lời", "provider_unreachable Timeout was reached", () => silent),
    ["chứng thư máy chủ của nơi cấp khác", "la-ha", "provider_unreachable SSL peer certificate or SSH remote key was not OK", (caller) => caller.call("BeginProviderSignIn")],
  ]);
}

/** New keys are fetched when a token needs them, and not at every made-up name of a key. */
export async function followsNewKeys(provider) {
  const asked = () => provider.asked.jwks;
  provider.keys = [newKey("ES256", "k2"), newKey("PS256", "k3")];
  const before = asked();
  const rotated = await trip(new Caller("tu-nghia"), provider);
  check(rotated.reason === undefined && asked() === before + 1, "nhà cung cấp đổi khóa (ES256): máy chủ hỏi khóa mới một lần");
  const other = await trip(new Caller("tu-nghia"), provider, { wrong: { key: provider.keys[1] } });
  check(other.reason === undefined, "PS256 cũng được");
  for (const kid of ["bịa-1", "bịa-2"]) {
    const told = await trip(new Caller("tu-nghia"), provider, { wrong: { header: { kid } } });
    check(faultOf(told) === "provider_token_refused kid", `mã khóa bịa đặt ${kid}: không nhận`);
  }
  check(asked() === before + 1, "mã khóa bịa đặt: máy chủ không hỏi lại nhà cung cấp");
}

/** An account with a second factor: asked for ours, unless the provider has asked for two of its own that the configuration names. */
export async function asksForTheSecondFactor(provider, account, password, codes) {
  const subject = "nguoi-hai-lop";
  const linked = new Caller("tu-nghia");
  await linked.signIn(account, password, codes.pop());
  check((await trip(linked, provider, { begin: "BeginProviderLink", subject })).subject === subject, "liên kết: máy chủ nói đã xác nhận ai");
  check((await linked.change("LinkProvider", { password: "không phải" })).reason === "sign_in_refused", "liên kết: cần mật khẩu đúng");
  check((await linked.change("LinkProvider", { password })).provider.subject === subject, "liên kết: đúng mật khẩu thì được");
  const again = new Caller("tu-nghia");
  await trip(again, provider, { subject, wrong: { claims: () => ({ acr: "mot", amr: ["pwd"] }) } });
  check((await again.change("SignInByProvider")).reason === "second_factor_needed", "nhà cung cấp chỉ hỏi một lớp: máy chủ hỏi mã của mình");
  check((await again.change("SignInByProvider", { code: "000000" })).reason === "second_factor_wrong", "mã sai không được");
  const kept = [...again.cookies];
  const entered = await again.change("SignInByProvider", { code: codes.pop() });
  check(entered.session?.secondFactor === true && entered.secret === undefined, "đúng mã thì vào; khóa của phiên không ra khỏi cookie");
  again.cookies = new Map(kept);
  check((await again.change("SignInByProvider")).reason === "provider_trip_unknown", "một lượt chỉ vào một lần");
  const trusted = new Caller("tu-nghia");
  await trip(trusted, provider, { subject, wrong: { claims: () => ({ amr: ["pwd", "urn:thu:hai-lop"] }) } });
  const told = await trusted.change("SignInByProvider");
  check(told.session?.secondFactor === true, "nhà cung cấp đã hỏi hai lớp, cấu hình tin: không hỏi mã nữa");
  trusted.csrf = told.csrf;
  check((await trusted.call("WhoAmI")).provider.subject === subject, "phiên qua nhà cung cấp là phiên như mọi phiên");
  const thief = new Caller("tu-nghia");
  await trip(thief, provider, { subject });
  thief.csrf = trusted.csrf;
  thief.cookies = new Map([...thief.cookies, ...trusted.cookies]);
  check((await thief.change("LinkProvider", { password })).reason === "provider_trip_unknown", "lượt để đăng nhập không dùng để liên kết được");
  await trusted.change("UnlinkProvider", { account });
  const gone = new Caller("tu-nghia");
  await trip(gone, provider, { subject });
  check((await gone.change("SignInByProvider", { code: "000000" })).reason === "provider_subject_unknown", "bỏ liên kết: không vào được nữa");
}
