"""The rules that sim_mutants leaves out one at a time.

Each: a name, what is left out, and its edits (source, the text as it stands there, the text with
MUTANT where the switch goes).
"""

LEDGER = "common/ledger/ledger.cc"
CHILD = "common/exchange/child_link.cc"
CHILD_FLOW = "common/exchange/child_link_flow.cc"
PARENT = "common/exchange/parent_link.cc"
PARENT_FLOW = "common/exchange/parent_link_flow.cc"
UPPER = "common/exchange/upper_side.cc"
LOWER = "common/exchange/lower_side.cc"
STATE = "common/exchange/exchange_state.cc"
TAIL = "common/exchange/down_tail.cc"
RELAY = "common/exchange/relay.cc"
LOG = "common/exchange/log_writer.cc"
BATCH = "common/exchange/batch.cc"
RECEIVED = "common/exchange/received.cc"
WITNESS = "common/exchange/witness.cc"
OWN_LEDGER = "common/exchange/own_ledger.cc"
FILES = "common/exchange/child_blobs.cc"
BOX = "common/services/decision_box.cc"
DECISIONS = "district-node/decision_desk.cc"

MUTATIONS = [
    ("acknowledge-before-durable", "the batch is written without a sync", [
        (LEDGER, "store_.Commit(batch, {guard}, storage::Durability::kSynced)",
         "store_.Commit(batch, {guard}, MUTANT ? storage::Durability::kUnsynced"
         " : storage::Durability::kSynced)"),
    ]),
    ("batch-in-two", "position and effect are written one after the other", [
        (LEDGER, "  const storage::Write before = HeadRow(head_);\n",
         "  if (MUTANT) {\n"
         "    const storage::Batch half(batch.begin(), batch.begin() + std::ssize(batch) / 2);\n"
         "    RETURN_IF_ERROR(storage::ToStatus(\n"
         "        store_.Commit(half, {}, storage::Durability::kSynced)));\n"
         "  }\n"
         "  const storage::Write before = HeadRow(head_);\n"),
    ]),
    ("acknowledge-what-failed", "an error of the store is not looked at", [
        (LEDGER, "  const absl::Status status = WriteBatch(decider);\n",
         "  absl::Status status = WriteBatch(decider);\n"
         "  if (MUTANT) status = absl::OkStatus();\n"),
    ]),
    ("mark-not-compared", "the mark is not compared with the database at the start", [
        (LEDGER, "  RETURN_IF_ERROR(CheckTail(store, head, *marked));\n",
         "  if (!MUTANT) RETURN_IF_ERROR(CheckTail(store, head, *marked));\n"),
    ]),
    ("unstage-when-sent", "what was sent no longer waits", [
        (CHILD_FLOW, "    line.last_sent = step.now();\n    if (line.waiting_since == 0)",
         "    if (MUTANT && batch->end.length != line.sent.length) {\n"
         "      v1::Ack ack;\n"
         "      *ack.mutable_stream() = ToWire(stream);\n"
         "      *ack.mutable_durable() = ToWire(batch->end);\n"
         "      auto again = BatchOfStaged(view, line.next_staged, line.sent, config_.node_id,\n"
         "                                 step.state(), ports_);\n"
         "      for (const v1::Event& event : again->events) {\n"
         "        v1::Result& result = *ack.add_results();\n"
         "        result.set_submission_id(event.item().submission_id());\n"
         "        result.set_seq(event.seq());\n"
         "        result.set_verdict(v1::VERDICT_APPLIED);\n"
         "      }\n"
         "      SubmitCommand(step, Kind::kTakeAck, stream, ack.SerializeAsString(), batch->end);\n"
         "    }\n"
         "    line.last_sent = step.now();\n    if (line.waiting_since == 0)"),
    ]),
    ("keep-own-numbering", "the child keeps its copy where the node above has another", [
        (LOWER, "    RETURN_IF_ERROR(log.CutTo(common.length, /*put_back=*/true));\n",
         "    if (!MUTANT) RETURN_IF_ERROR(log.CutTo(common.length, /*put_back=*/true));\n"),
    ]),
    ("drop-the-tail", "what the node above does not have is dropped and not put back", [
        (LOWER, "log.CutTo(common.length, /*put_back=*/true)",
         "log.CutTo(common.length, /*put_back=*/!MUTANT)"),
    ]),
    ("put-back-behind", "what is put back waits behind everything else", [
        (LOG, "      row_.set_first_staged(row_.first_staged() - 1);\n"
         "      PutStaged(row_.first_staged(), item, submission);\n",
         "      if (MUTANT) {\n"
         "        Stage(item, submission);\n"
         "      } else {\n"
         "        row_.set_first_staged(row_.first_staged() - 1);\n"
         "        PutStaged(row_.first_staged(), item, submission);\n"
         "      }\n"),
    ]),
    ("silent-while-recovering", "who got no session because the node above recovers never asks again",
     [(CHILD, "  hello_again_at_ = all ? 0 : step.now() + hello_pause_;\n",
       "  hello_again_at_ = all || MUTANT ? 0 : step.now() + hello_pause_;\n")]),
    ("no-heartbeat", "an idle line says nothing", [
        (CHILD_FLOW, "    const bool idle = line.in_flight.empty() &&",
         "    const bool idle = !MUTANT && line.in_flight.empty() &&"),
        (PARENT_FLOW, "    const bool idle = line.in_flight.empty() &&",
         "    const bool idle = !MUTANT && line.in_flight.empty() &&"),
    ]),
    ("heartbeat-not-compared", "a heartbeat's position is not compared", [
        (PARENT_FLOW, "    if (EndOf(*row) != FromWire(push.base())) {",
         "    if (!MUTANT && EndOf(*row) != FromWire(push.base())) {"),
        (CHILD_FLOW, "    if (*end != base && pending_.empty())",
         "    if (!MUTANT && *end != base && pending_.empty())"),
    ]),
    ("serve-before-own-handshake", "a new district serves before it has asked the province", [
        (UPPER, "  return !row.joined();", "  return !MUTANT && !row.joined();"),
    ]),
    ("no-session-check", "a push under an earlier session is taken", [
        (UPPER, "  if (!SameSession(push.events.session(), log.row().session()))",
         "  if (!MUTANT && !SameSession(push.events.session(), log.row().session()))"),
        (PARENT_FLOW, "  if (at == lines_.end() || !SameSession(at->second.session, session))",
         "  if (at == lines_.end() || (!MUTANT && !SameSession(at->second.session, session)))"),
        (PARENT_FLOW, "    if (!SameSession(row->session(), line->session)) {",
         "    if (!MUTANT && !SameSession(row->session(), line->session)) {"),
    ]),
    ("no-hash-check", "an event's number and hash need not follow", [
        (RECEIVED, "  if (event.seq() != end.length + 1 || event.hash() != hash.ToBytes()) {",
         "  if (!MUTANT && (event.seq() != end.length + 1 || event.hash() != hash.ToBytes())) {"),
        (UPPER, "      if (held->hash() != event.hash())",
         "      if (!MUTANT && held->hash() != event.hash())"),
        (UPPER, "  if (!holds) return BaseMismatch(push.stream);\n  ASSIGN_OR_RETURN(const std::optional"
         "<StreamId> onward",
         "  if (!holds && !MUTANT) return BaseMismatch(push.stream);\n  ASSIGN_OR_RETURN(const std::"
         "optional<StreamId> onward"),
    ]),
    ("no-submission-dedup", "the same submission again gets another place", [
        (UPPER, "    if (known.has_value() && known->seq() != 0) {",
         "    if (!MUTANT && known.has_value() && known->seq() != 0) {"),
    ]),
    ("stale-hello-answer", "an answer to another boot's hello is taken", [
        (CHILD, "  if (phase_ != Phase::kHelloSent || ack.echo_boot_nonce() != config_.boot_nonce)",
         "  if (phase_ != Phase::kHelloSent || (!MUTANT && ack.echo_boot_nonce() !="
         " config_.boot_nonce))"),
    ]),
    ("old-machine-not-fenced", "a machine that was replaced may come back", [
        (UPPER, "    if (replaced == hello.machine_id()) {",
         "    if (!MUTANT && replaced == hello.machine_id()) {"),
    ]),
    ("no-signature-check", "an item's signature is not verified", [
        (BATCH, "    if (!ports.verifier.Verify(", "    if (!MUTANT && !ports.verifier.Verify("),
    ]),
    ("no-authority-check", "anybody's item is taken in any stream, signed or not", [
        (BATCH, "    if (item.unit() != *speaker || host != item.origin_node()) {",
         "    if (!MUTANT && (item.unit() != *speaker || host != item.origin_node())) {"),
        (BATCH, "    const Sha256 body_sha256 = Sha256::Of(item.body());\n    if (",
         "    const Sha256 body_sha256 = Sha256::Of(item.body());\n    if (!MUTANT && "),
    ]),
    ("former-superior-not-believed", "what a unit was told before it moved is nobody's", [
        (BATCH, "      if (!before) return NotEntitled(",
         "      if (!before || MUTANT) return NotEntitled("),
    ]),
    ("former-superior-taken-back", "a new superior takes what the former one said for its own", [
        (TAIL, "if (unknown && own)", "if (unknown && (own || MUTANT))"),
    ]),
    ("stream-not-taken-over", "a unit that stood below another one here begins its stream anew", [
        (UPPER, "TakeOver(tx, *stream, former[stream->hop], room));",
         "MUTANT ? absl::StatusOr<bool>(true)"
         " : TakeOver(tx, *stream, former[stream->hop], room));"),
    ]),
    ("still-taken-after-the-day", "a unit that stands elsewhere by now goes on under its session", [
        (UPPER, "  if (left) return SessionMismatch", "  if (left && !MUTANT) return SessionMismatch"),
    ]),
    ("left-over-forgotten", "what waits for a unit where it stood before stays there", [
        (CHILD, "    if (stream.unit != hop && !present) left",
         "    if (!MUTANT && stream.unit != hop && !present) left"),
    ]),
    ("left-over-not-first", "a unit goes on over its new line before the rest has come", [
        (CHILD, "      return stream.direction == Direction::kUp && stream.unit == first.unit;",
         "      return !MUTANT && stream.direction == Direction::kUp &&"
         " stream.unit == first.unit;"),
    ]),
    ("below-of-anybody", "a child may say what the first receiver of its own item decided", [
        (BATCH, "!HandedOn(stream) ||", "(!MUTANT && !HandedOn(stream)) ||"),
    ]),
    ("below-without-end", "what was said of an item below may be of any length", [
        (BATCH, "event.below().ByteSizeLong() > kMaxBelowBytes",
         "(!MUTANT && event.below().ByteSizeLong() > kMaxBelowBytes)"),
    ]),
    ("hello-without-end", "a hello may name a stream again and again, with any number of positions", [
        (PARENT, "    if (!named.insert(*stream).second) return", "    if (!named.insert(*stream).second && !MUTANT) return"),
        (PARENT, "    if (described.earlier_size() > kMaxEarlierPositions) return", "    if (!MUTANT && described.earlier_size() > kMaxEarlierPositions) return"),
    ]),
    ("effect-again", "an item that took effect here does so again when it gets another place", [
        (UPPER, "    if (!submission.applied_here()) {", "    if (MUTANT || !submission.applied_here()) {"),
    ]),
    ("relay-not-rebuilt", "a district keeps its own order where the province has another", [
        (RELAY, "  if (common == lower.end().length) return absl::OkStatus();",
         "  if (MUTANT || common == lower.end().length) return absl::OkStatus();"),
    ]),
    ("rejected-below-counts-above", "what the first receiver rejected is judged again above", [
        (STATE, "  if (event.below().verdict() == v1::VERDICT_REJECTED) {",
         "  if (!MUTANT && event.below().verdict() == v1::VERDICT_REJECTED) {"),
    ]),
    ("sender-not-asked-back", "a node that lost the end of what it sent down does not ask for it", [
        (PARENT, "    if (stream.direction != Direction::kDown || line.ready) continue;",
         "    if (MUTANT || stream.direction != Direction::kDown || line.ready) continue;"),
    ]),
    ("sent-anew-is-dropped", "what was numbered anew before the child was heard is dropped", [
        (TAIL, "log.CutTo(at.length, /*put_back=*/true)", "log.CutTo(at.length, /*put_back=*/!MUTANT)"),
    ]),
    # Either alone stands in for the other.
    ("waiting-below-not-placed", "what waits to go down gets no place after the tail, nor at the next hello", [
        (TAIL, "  if (at == FromWire(tail.events.end()))", "  if (!MUTANT && at == FromWire(tail.events.end()))"),
        (UPPER, "      if (common == FromWire(hello.streams(i).position()))", "      if (!MUTANT && common == FromWire(hello.streams(i).position()))"),
    ]),
    ("sent-is-not-taken-back", "a desk does not hear of what it had said before its machine was lost", [
        (TAIL, "  for (const v1::Event* event : unknown_events) {\n",
         "  for (const v1::Event* event : unknown_events) {\n    if (MUTANT) continue;\n"),
    ]),
    ("judged-before-taken-back", "what comes up is judged before what was sent down is back", [
        (UPPER, "    if (lost) continue;", "    if (lost && !MUTANT) continue;"),
    ]),
    ("not-looked-at-again", "what came back from above is not looked at when all is back", [
        (UPPER, "    if (log.row().unsettled()) {", "    if (!MUTANT && log.row().unsettled()) {"),
    ]),
    ("looked-at-with-every-session", "what came back from above is looked at in every session", [
        (UPPER, "      log.row().set_unsettled(false);", "      log.row().set_unsettled(MUTANT);"),
    ]),
    ("part-taken-unnoticed", "a batch of which only a part was taken goes on as if all were", [
        (CHILD_FLOW, "    if (acknowledged != pending.position.length)",
         "    if (!MUTANT && acknowledged != pending.position.length)"),
    ]),
    ("no-window-of-a-line-down", "going down, each stream of a line has its window for itself", [
        (PARENT_FLOW, "line.in_flight_bytes < kWindowBytes && under_way < kLineWindowBytes",
         "line.in_flight_bytes < kWindowBytes && (MUTANT || under_way < kLineWindowBytes)"),
    ]),
    ("never-silent", "a line on which nothing comes back is never given up", [
        (CHILD, "  if (Silent(step)) {", "  if (!MUTANT && Silent(step)) {"),
        (PARENT_FLOW, "  if (Silent(step)) {", "  if (!MUTANT && Silent(step)) {"),
    ]),
    ("files-offered-once", "after a break the files that had gone up are not offered again", [
        (FILES, "  if (!broken_ || now", "  if (MUTANT || !broken_ || now"),
    ]),
    ("told-lost-is-not-missed", "a lost file that the node above was told of cannot be fetched from it", [
        (FILES, "    not_here_.emplace(", "    if (!MUTANT || !to_tell) not_here_.emplace("),
    ]),
    ("lost-is-told-again", "a lost file is told with every look", [
        (FILES, "    const bool to_tell = Lost(blob) && told_lost_.insert(ReferenceOf(blob)).second;",
         "    const bool to_tell = Lost(blob) && (told_lost_.insert(ReferenceOf(blob)).second ||"
         " MUTANT);"),
    ]),
    ("silent-before-connected", "a line is listened to before it is connected", [
        (PARENT, "  status_.peer = config_.peer_node;\n",
         "  status_.peer = config_.peer_node;\n  if (MUTANT) phase_ = Phase::kWaiting;\n"),
    ]),
    ("no-window-of-a-line", "going up, each stream of a line has its window for itself", [
        (CHILD_FLOW, "line.in_flight_bytes < kWindowBytes && under_way < kLineWindowBytes",
         "line.in_flight_bytes < kWindowBytes && (MUTANT || under_way < kLineWindowBytes)"),
    ]),
    ("receipt-not-checked", "a receipt is kept whoever signed it", [
        (CHILD_FLOW, "  // It is kept as proof: one that proves nothing is none.\n"
         "  if (absl::Status checked = CheckReceipts",
         "  // It is kept as proof: one that proves nothing is none.\n"
         "  if (absl::Status checked = MUTANT ? absl::OkStatus() : CheckReceipts"),
    ]),
    ("no-receipt-in-the-tail", "a new machine gets its stream back, but not its receipts", [
        (LOWER, "  KeepReceipt(tail, id, submission);\n",
         "  if (!MUTANT) KeepReceipt(tail, id, submission);\n"),
    ]),
    ("newer-item-taken", "an item of a type that the program does not know is taken all the same", [
        (BATCH, "    if (ports.types != nullptr &&", "    if (!MUTANT && ports.types != nullptr &&"),
    ]),
    ("held-stops-the-line", "an item of a newer version ends the whole line", [
        (CHILD, "  if (line == nullptr || domain::ReasonOf(why) != kTypeNewer)",
         "  if (MUTANT || line == nullptr || domain::ReasonOf(why) != kTypeNewer)"),
    ]),
    ("held-says-hello", "what is said of what followed a held item has the child say hello again", [
        (CHILD_FLOW, "  if (at != lines_.end() && at->second.held) return;",
         "  if (!MUTANT && at != lines_.end() && at->second.held) return;"),
    ]),
    ("recovered-not-told", "a node that is in step with the one above it does not tell those below", [
        (PARENT_FLOW, "    if (!still.ok() || *still) continue;",
         "    if (MUTANT || !still.ok() || *still) continue;"),
    ]),
    ("clocks-compared-once", "a line that never breaks never compares its clocks again", [
        (CHILD, "  const bool clocks = step.now() - session_began_ >= kClocksComparedMicros;",
         "  const bool clocks = !MUTANT && step.now() - session_began_ >= kClocksComparedMicros;"),
    ]),
    ("witnessed-unasked", "a head is witnessed before the node has said that it holds the one before", [
        (WITNESS, "  return answers ? Witnessing::kHolds",
         "  return answers || MUTANT ? Witnessing::kHolds"),
    ]),
    ("own-ledger-not-looked-at", "a node says that it holds what was witnessed without looking", [
        (OWN_LEDGER, "  if (entry.ok() && entry->has_value()) here_ = (*entry)->hash.ToBytes();\n",
         "  if (entry.ok() && entry->has_value()) here_ = (*entry)->hash.ToBytes();\n"
         "  if (MUTANT) here_ = ack.witnessed().head();\n"),
    ]),
    ("set-back-is-another-ledger", "a ledger that was set back counts as that of a recovered machine", [
        (WITNESS, "kFirst && recovered)", "kFirst && (recovered || MUTANT))"),
    ]),
    ("recovered-is-doubted", "the ledger of a recovered machine counts as one that was set back", [
        (WITNESS, "      if (row.may_differ()) {\n        RETURN_IF_ERROR",
         "      if (row.may_differ() && !MUTANT) {\n        RETURN_IF_ERROR"),
    ]),
    ("rest-is-told-of", "a node whose ledger rests says hello for it all the same", [
        (OWN_LEDGER, "  if (end.has_value() && *end != (", "  if (end.has_value() && (MUTANT || *end != ("),
        (OWN_LEDGER, "told_end_ : *witnessed_)) return true;",
         "told_end_ : *witnessed_))) return true;"),
    ]),
    ("decision-not-sent-down", "a decision is published and its units do not get it", [
        (DECISIONS, "  for (const domain::UnitId& unit : frame.cycle.units) {\n"
         "    RETURN_IF_ERROR(courier_.DownIfBelow(",
         "  for (const domain::UnitId& unit : frame.cycle.units) {\n"
         "    if (MUTANT) break;\n"
         "    RETURN_IF_ERROR(courier_.DownIfBelow("),
    ]),
    ("told-before-the-decision", "units are told that they are published before they hold it", [
        (DECISIONS, "  RETURN_IF_ERROR(SendOut(",
         "  if (!MUTANT) RETURN_IF_ERROR(SendOut("),
        (DECISIONS, "            .status());\n  }\n  return response;\n",
         "            .status());\n  }\n"
         "  if (MUTANT) RETURN_IF_ERROR(SendOut(entry, frame, signed_decision, transaction));\n"
         "  return response;\n"),
    ]),
    ("second-decision-on-a-cycle", "a decision need not supersede the one in force", [
        (DECISIONS, "  if (other.empty() ||", "  if (MUTANT || other.empty() ||"),
    ]),
    ("copy-of-a-decision-not-kept", "the node above does not keep the copy of a decision", [
        (BOX, "  RETURN_IF_ERROR(Verify(decision, transaction));\n"
         "  return Keep(signed_decision, transaction).status();\n",
         "  RETURN_IF_ERROR(Verify(decision, transaction));\n"
         "  if (MUTANT) return absl::OkStatus();\n"
         "  return Keep(signed_decision, transaction).status();\n"),
    ]),
    ("decision-not-taken-back", "a publisher's new machine does not take back its decisions", [
        (BOX, "  if (known.has_value()) return absl::OkStatus();\n  // Its numbers",
         "  if (MUTANT || known.has_value()) return absl::OkStatus();\n  // Its numbers"),
    ]),
    ("own-copy-not-sent-down", "what came back from above does not go to the units", [
        (BOX, "  if (!units_.RequireHosted(transaction, issuer).ok()) return absl::OkStatus();\n",
         "  if (MUTANT || !units_.RequireHosted(transaction, issuer).ok()) {\n"
         "    return absl::OkStatus();\n"
         "  }\n"),
        (BOX, "    if (row.issuer() == unit) waiting",
         "    if (!MUTANT && row.issuer() == unit) waiting"),
    ]),
]
