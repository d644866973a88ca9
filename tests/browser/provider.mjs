// A provider of sign-ins (OpenID Connect) of the tests' own: a real HTTPS server with real keys. It
// checks what it is asked as a good provider does (client, redirect address, code once, PKCE), and
// answers as each trip was told to: `wrong` of consent() may change the token's claims, header or
// signature, or answer in the place of the token.
import { createHash, createHmac, generateKeyPairSync, randomBytes, sign, constants } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:https";

const base64url = (value) => Buffer.from(typeof value === "string" || Buffer.isBuffer(value) ? value : JSON.stringify(value)).toString("base64url");
const kinds = { RS256: ["rsa", { modulusLength: 2048 }], PS256: ["rsa", { modulusLength: 2048 }], ES256: ["ec", { namedCurve: "P-256" }] };

export function newKey(alg, kid, more = {}) {
  const [kind, options] = kinds[alg];
  return { alg, kid, ...generateKeyPairSync(kind, { ...options, ...more }) };
}

const signers = {
  RS256: (key, data) => sign("sha256", data, key.privateKey),
  PS256: (key, data) => sign("sha256", data, { key: key.privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }),
  ES256: (key, data) => sign("sha256", data, { key: key.privateKey, dsaEncoding: "ieee-p1363" }),
  // With what everybody knows for a secret: what a careless check takes.
  HS256: (key, data) => createHmac("sha256", key.publicKey.export({ type: "spki", format: "pem" })).update(data).digest(),
  none: () => Buffer.alloc(0),
};

const page = (query) => `<!doctype html><html lang="vi"><title>Cổng định danh thử</title>
<main><h1>Cổng định danh thử</h1><form action="/consent"><label>Số định danh <input name="subject" autofocus></label>
${[...query].map(([name, value]) => `<input type="hidden" name="${name}" value="${value}">`).join("")}
<button>Đồng ý</button> <button name="error" value="access_denied">Từ chối</button></form></main></html>`;

export class Provider {
  constructor({ port, certificate, key, secrets }) {
    this.issuer = `https://127.0.0.1:${port}`;
    this.port = port;
    this.secrets = secrets; // By client id.
    this.codes = new Map();
    this.asked = { jwks: 0 };
    this.keys = [newKey("RS256", "k1")];
    this.server = createServer({ cert: readFileSync(certificate), key: readFileSync(key) }, (request, answer) => void this.answer(request, answer));
  }
  start = () => new Promise((resolve) => this.server.listen(this.port, "127.0.0.1", resolve));
  stop = () => new Promise((resolve) => (this.server.close(resolve), this.server.closeAllConnections()));

  /** As if `subject` had signed in here at that address: what the browser is sent back with. */
  consent(url, subject, wrong = {}) {
    const query = new URL(url).searchParams;
    const code = randomBytes(24).toString("base64url");
    this.codes.set(code, { ...Object.fromEntries(query), subject, wrong });
    return { state: query.get("state"), code, issuer: this.issuer };
  }

  token({ client_id: client, nonce, subject, wrong }) {
    const now = Math.floor(Date.now() / 1000);
    const key = wrong.key ?? this.keys[0];
    const header = { alg: key.alg, kid: key.kid, typ: "JWT", ...wrong.header };
    const claims = { iss: this.issuer, aud: client, sub: subject, nonce, iat: now, exp: now + 300, ...wrong.claims?.(now) };
    const signed = `${base64url(header)}.${base64url(claims)}`;
    const signature = (signers[header.alg] ?? signers[key.alg])(key, Buffer.from(signed));
    return `${signed}.${base64url(wrong.signature?.(signature) ?? signature)}`;
  }

  exchange(request, form) {
    const [user, password] = Buffer.from((request.headers.authorization ?? "").slice(6), "base64").toString().split(":").map(decodeURIComponent);
    const trip = this.codes.get(form.get("code"));
    this.codes.delete(form.get("code"));
    if (this.secrets[user] === undefined || this.secrets[user] !== password) return [401, { error: "invalid_client" }];
    const challenge = createHash("sha256").update(form.get("code_verifier") ?? "").digest("base64url");
    const good = form.get("grant_type") === "authorization_code" && trip !== undefined && trip.client_id === user &&
      trip.redirect_uri === form.get("redirect_uri") && trip.code_challenge_method === "S256" && trip.code_challenge === challenge;
    if (!good) return [400, { error: "invalid_grant" }];
    return trip.wrong.answer ?? [200, { access_token: "khong-dung", token_type: "Bearer", id_token: this.token(trip) }];
  }

  async answer(request, answer) {
    const url = new URL(request.url, this.issuer);
    const say = (status, body, headers = {}) => {
      answer.writeHead(status, { "Content-Type": "application/json", ...headers });
      answer.end(typeof body === "string" ? body : JSON.stringify(body));
    };
    if (url.pathname === "/.well-known/openid-configuration") {
      say(200, { issuer: this.issuer, authorization_endpoint: `${this.issuer}/authorize`, token_endpoint: `${this.issuer}/token`,
        jwks_uri: `${this.issuer}/jwks`, code_challenge_methods_supported: ["S256"], authorization_response_iss_parameter_supported: true });
    } else if (url.pathname === "/jwks") {
      this.asked.jwks += 1;
      say(200, { keys: this.keys.map(({ publicKey, kid, alg }) => ({ ...publicKey.export({ format: "jwk" }), kid, alg, use: "sig" })) });
    } else if (url.pathname === "/authorize") {
      say(200, page(url.searchParams), { "Content-Type": "text/html; charset=utf-8" });
    } else if (url.pathname === "/consent") {
      const { state, code, issuer } = this.consent(request.url.replace("/consent", this.issuer), url.searchParams.get("subject"));
      const error = url.searchParams.get("error");
      const told = new URLSearchParams({ state, iss: issuer, ...(error === null ? { code } : { error }) });
      say(302, "", { Location: `${url.searchParams.get("redirect_uri")}?${told}` });
    } else if (url.pathname === "/token") {
      let body = "";
      for await (const piece of request) body += piece;
      const [status, told, headers] = this.exchange(request, new URLSearchParams(body));
      if (status !== "never") say(status, told, headers);
    } else {
      say(404, {});
    }
  }
}
