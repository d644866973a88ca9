// The node's services, called from the browser over the Connect protocol.
import type { DescService } from "@bufbuild/protobuf";
import { createClient, type Interceptor } from "@connectrpc/connect";
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
import { credential } from "./credential.svelte";
import { keeping } from "./last_seen";

const withCredential: Interceptor = (next) => (request) => {
  for (const [name, value] of credential.headers()) request.header.set(name, value);
  return next(request);
};

const transport = createConnectTransport({
  baseUrl: location.origin,
  useBinaryFormat: true,
  defaultTimeoutMs: 20_000,
  interceptors: [keeping, withCredential],
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
