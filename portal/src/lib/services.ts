// The node's services, called from the browser over the Connect protocol.
import type { DescService } from "@bufbuild/protobuf";
import { Code, ConnectError, createClient, type Interceptor } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-web";
import { AccountService } from "../gen/par/account/v1/account_pb";
import { AssessmentService } from "../gen/par/assessment/v1/assessment_pb";
import { CriteriaService } from "../gen/par/criteria/v1/criteria_pb";
import { CycleService } from "../gen/par/cycle/v1/cycle_pb";
import { DecisionService } from "../gen/par/decision/v1/decision_pb";
import { DossierService } from "../gen/par/dossier/v1/dossier_pb";
import { EvidenceService } from "../gen/par/evidence/v1/evidence_pb";
import { NodeService } from "../gen/par/node/v1/node_pb";
import { RankingService } from "../gen/par/ranking/v1/ranking_pb";
import { ReceiptService } from "../gen/par/receipt/v1/receipt_pb";
import { UnitService } from "../gen/par/unit/v1/unit_pb";
import { again, signedInAgain } from "./again.svelte";
import { credential } from "./credential.svelte";
import { failureOf, isSessionOver } from "./failure";
import { keeping } from "./last_seen";
import { person } from "./person.svelte";
import { isAway } from "./presence";

const patience = 20_000; // Milliseconds.
/** Of a call for which the node asks its provider of sign-ins: as long as the node lets a browser's call last. */
export const asksProvider = { timeoutMs: 60_000 };
const entering = new Set(["SignIn", "SetPassword", "WhoAmI", "GetSignInOptions", "BeginProviderSignIn", "ProveProvider", "SignInByProvider"]);

// A call of somebody whose session is over waits until the same person is signed in again, and is then
// made anew; nothing that one person began is ever sent in another's name.
const inTheirName: Interceptor = (next) => async (request) => {
  const caller = person.account?.name;
  const waits = caller !== undefined && !request.stream && !entering.has(request.method.name);
  let asked = request;
  for (;;) {
    if (waits && again.needed && !(await signedInAgain())) {
      throw new ConnectError("signed out", Code.Unauthenticated);
    }
    for (const name of ["Authorization", "Parnet-Csrf"]) asked.header.delete(name);
    for (const [name, value] of credential.headers()) asked.header.set(name, value);
    if (isAway()) asked.header.set("Parnet-Watching", "1");
    else asked.header.delete("Parnet-Watching");
    try {
      return await next(asked);
    } catch (error) {
      if (!waits || person.account?.name !== caller || !isSessionOver(failureOf(error))) throw error;
      if (!(await signedInAgain())) throw error;
    }
    asked = { ...asked, signal: AbortSignal.timeout(patience) };
  }
};

const transport = createConnectTransport({
  baseUrl: location.origin,
  useBinaryFormat: true,
  defaultTimeoutMs: patience,
  fetch: credential.fetch,
  interceptors: [keeping, inTheirName],
});

/** A service that only a screen loaded later calls is named there, so that its messages come with it. */
export const client = <Service extends DescService>(service: Service) => createClient(service, transport);

export const accounts = client(AccountService);
export const assessments = client(AssessmentService);
export const criteria = client(CriteriaService);
export const cycles = client(CycleService);
export const decisions = client(DecisionService);
export const dossiers = client(DossierService);
export const evidence = client(EvidenceService);
export const node = client(NodeService);
export const rankings = client(RankingService);
export const receipts = client(ReceiptService);
export const units = client(UnitService);

/** Names a command, so that sending it again gets the same answer. */
export function requestId(): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(16));
}
