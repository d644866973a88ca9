// What is asked of each service, and what a node without any data answers.
import {COUNCIL_TOKEN as token, UNIT} from "./node_process.mjs";

const sixteen = () => crypto.getRandomValues(new Uint8Array(16));
const nothing = new Uint8Array(32).fill(7);

// `reason`: of the refusal; `check`: of the answer; `token`: in place of the administrator's.
export const CALLS = [
  {service: "par.account.v1.AccountService", method: "whoAmI", request: {},
   why: "Vietnamese text comes as it is",
   check: (answer) => answer.account.fullName === "Nguyễn Thị Lan"},
  {service: "par.account.v1.AccountService", method: "issueToken",
   why: "64-bit numbers beyond 2^53 and bytes come as they are",
   request: {requestId: sixteen(), account: "quan-tri", tokenSha256: nothing, label: "máy hai",
             expiresAt: 9007199254740993n},
   check: (answer) => answer.token.expiresAt === 9007199254740993n},
  {service: "par.assessment.v1.AssessmentService", method: "getAssessment", token,
   request: {unit: UNIT, cycle: "khong-co"}, reason: "cycle_unknown"},
  {service: "par.certificate.v1.CertificateService", method: "listCertificateRequests",
   request: {actorUnit: UNIT}, check: (answer) => answer.requests.length === 0},
  {service: "par.criteria.v1.CriteriaService", method: "listSets", request: {},
   check: (answer) => answer.sets.length === 0},
  {service: "par.cycle.v1.CycleService", method: "listCycles", request: {},
   check: (answer) => answer.cycles.length === 0},
  {service: "par.decision.v1.DecisionService", method: "listDecisions", request: {},
   check: (answer) => answer.decisions.length === 0},
  {service: "par.dossier.v1.DossierService", method: "openDossier", token,
   request: {unit: UNIT, cycle: "khong-co"}, reason: "cycle_unknown"},
  {service: "par.evidence.v1.EvidenceService", method: "readDocument", token,
   request: {unit: UNIT, sha256: nothing}, reason: "evidence_document_unknown"},
  {service: "par.figures.v1.FiguresService", method: "getRollUp", token,
   request: {cycle: "khong-co"}, reason: "cycle_unknown"},
  {service: "par.history.v1.HistoryService", method: "listTables", request: {},
   check: (answer) => answer.tables.length === 0 && answer.nextPageToken === ""},
  {service: "par.history.v1.HistoryService", method: "withdrawTable", reason: "not_permitted",
   request: {requestId: sixteen(), actorUnit: UNIT, year: 2022, index: "par", version: 1n, reason: "nhầm năm"}},
  {service: "par.node.v1.NodeService", method: "getStatus", request: {},
   check: (answer) => answer.nodeId === "nut-tinh" && answer.entries > 0n},
  {service: "par.node.v1.NodeService", method: "listWitnessed", token, request: {},
   check: (answer) => answer.witness === "nut-tinh" && answer.nodes.length === 0},
  {service: "par.ranking.v1.RankingService", method: "getRanking", token,
   request: {cycle: "khong-co"}, reason: "cycle_unknown"},
  {service: "par.ranking.v1.RankingService", method: "listWaivers", token,
   request: {cycle: "khong-co", criterion: "1.1"}, reason: "cycle_unknown"},
  {service: "par.receipt.v1.ReceiptService", method: "listItems", token, request: {unit: UNIT},
   check: () => true},
  {service: "par.report.v1.ReportService", method: "getIndicators", request: {id: "khong-co"},
   reason: "indicators_unknown"},
  {service: "par.remediation.v1.RemediationService", method: "listPlans", request: {},
   check: (answer) => answer.plans.length === 0},
  {service: "par.review.v1.ReviewService", method: "listSample", token,
   request: {cycle: "khong-co"}, reason: "cycle_unknown"},
  {service: "par.survey.v1.CouncilService", method: "showCouncil", token,
   request: {cycle: "khong-co"}, reason: "cycle_unknown"},
  {service: "par.survey.v1.SurveyService", method: "showSurvey", token, request: {id: "khong-co"},
   reason: "survey_unknown"},
  {service: "par.unit.v1.UnitService", method: "listUnits", request: {},
   check: (answer) => answer.units !== undefined},
];

// Nodes speak it with each other, on a port of its own; what everybody may read has paths of its own.
export const NOT_FOR_BROWSERS = ["par.exchange.v1.ExchangeService", "par.decision.v1.PublicService"];

export const importUnits = () => ({
  requestId: sixteen(), actorUnit: UNIT, fileName: "units.yaml",
  unitsYaml: new TextEncoder().encode(`format: parnet/units/1
units:
  - {id: ${UNIT}, name: Tỉnh Quảng Ngãi, kind: tinh}
  - {id: tu-nghia, name: Huyện Tư Nghĩa, kind: huyen, parent: ${UNIT}}
`)});
