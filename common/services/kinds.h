// The numbers of ledger commands and of items that travel between nodes. Stored and sent: never
// renumber or reuse one. 1–99 belong to common/identity, 100–199 to common/exchange.
#pragma once

#include <cstdint>

namespace par::services {

// Ledger commands; the payload is the request message named.
enum class Kind : std::uint32_t {
  kImportUnits = 200,         // par.unit.v1.ImportUnitsRequest
  kSetHosting = 201,          // par.record.v1.Hosting, by the node itself when it starts
  kCountDay = 202,            // Nothing, by the node itself: the day of the entry counts
  kImportSet = 210,           // par.criteria.v1.ImportSetRequest
  kPublishSet = 211,          // par.criteria.v1.PublishSetRequest
  kActivateSet = 212,         // par.criteria.v1.ActivateSetRequest
  kOpenCycle = 220,           // par.cycle.v1.OpenCycleRequest
  kAdvanceCycle = 221,        // par.cycle.v1.AdvanceCycleRequest
  kExtendDeadline = 222,      // par.cycle.v1.ExtendDeadlineRequest
  kAddDocument = 230,         // par.evidence.v1.AddDocumentRequest
  kNoteEvidenceCheck = 231,   // par.record.v1.EvidenceCheck, by the node itself
  kNoteEvidenceTrust = 232,   // par.record.v1.EvidenceTrust, by the node itself
  kLetGoDocument = 233,       // par.evidence.v1.Document (unit, sha256), by the node itself
  kFillAnswers = 300,         // par.assessment.v1.FillAnswersRequest
  kRollUp = 301,              // par.assessment.v1.RollUpRequest
  kTakeSalvaged = 302,        // par.assessment.v1.TakeSalvagedRequest
  kAct = 400,                 // par.dossier.v1.ActRequest
  kEnterPoints = 401,         // par.dossier.v1.EnterPointsRequest
  kOpenReviewSession = 402,   // par.review.v1.OpenSessionRequest
  kVoteInSession = 403,       // par.review.v1.VoteRequest
  kCloseReviewSession = 404,  // par.review.v1.CloseSessionRequest
  kProposeInSession = 405,    // par.review.v1.ProposeMarkRequest
  kPublishDecision = 500,     // par.decision.v1.PublishDecisionRequest
  kIssueIndicators = 600,     // par.report.v1.IssueIndicatorsRequest
  kDeclareFigures = 601,      // par.report.v1.DeclareFiguresRequest
  kSalvageFigures = 602,      // par.report.v1.TakeSalvagedFiguresRequest
  kIssueSurvey = 610,         // par.survey.v1.IssueSurveyRequest
  kImportResults = 611,       // par.survey.v1.ImportSurveyResultsRequest
  kEnterSurvey = 612,         // par.survey.v1.EnterSurveyRequest
  kOpenCouncil = 613,         // par.survey.v1.OpenCouncilRequest
  kCastVotes = 614,           // par.survey.v1.CastVotesRequest
  kCloseCouncil = 615,        // par.survey.v1.CloseCouncilRequest
  kReopenCouncil = 616,       // par.survey.v1.ReopenCouncilRequest
  kIssuePlan = 620,           // par.remediation.v1.IssuePlanRequest
  kReportProgress = 621,      // par.remediation.v1.ReportProgressRequest
  kChangeTask = 622,          // par.remediation.v1.ChangeTaskRequest
  kDrawSecondMarks = 630,     // par.review.v1.DrawSampleRequest
  kMarkAgain = 631,           // par.review.v1.MarkAgainRequest
  kImportEarlier = 640,       // par.history.v1.ImportTablesRequest
  kWithdrawEarlier = 641,     // par.history.v1.WithdrawTableRequest
  kAskRenewal = 700,          // par.certificate.v1.CertificateRequest, by the node itself
  kAnswerRenewal = 701,       // par.certificate.v1.AnswerCertificateRequestRequest
};

// Items on the streams up:<unit> and down:<unit>; the body is the message named.
enum class ItemType : std::uint32_t {
  kUnits = 1,        // down: par.unit.v1.ImportUnitsRequest, as the top node took it
  kSet = 2,          // down: par.criteria.v1.SetNotice
  kCycle = 3,        // down: par.cycle.v1.Cycle
  kIndicators = 4,   // down: par.report.v1.IndicatorsNotice
  kPlan = 5,         // down: par.remediation.v1.PlanNotice
  kSubmission = 10,  // up: par.assessment.v1.Submission
  kAction = 11,      // up: par.dossier.v1.Action (withdraw, answer, appeal)
  kFigures = 12,     // up: par.report.v1.UnitFigures
  kProgress = 13,    // up: par.remediation.v1.TaskReport
  kDossier = 20,     // down: par.dossier.v1.DossierNotice
  // par.decision.v1.SignedDecision, down and up; packed since a decision may be larger than an
  // item.
  kDecision = 30,
  kDecisionCopy = 31,
  kPackedDecision = 32,
  kPackedDecisionCopy = 33,

  // Certificates that are renewed over the lines.
  kCertificateRequest = 40,  // up: par.certificate.v1.CertificateRequest
  kCertificateAnswer = 41,   // down: par.certificate.v1.CertificateAnswer
};

}  // namespace par::services
