#include "common/gateway/metrics.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace par::gateway {
namespace {

std::string Seconds(std::int64_t micros) { return absl::StrCat(static_cast<double>(micros) / 1e6); }

void Series(std::string& text, std::string_view name, std::string_view type, std::string_view help,
            std::int64_t value) {
  absl::StrAppend(&text, "# HELP ", absl::string_view(name.data(), name.size()), " ",
                  absl::string_view(help.data(), help.size()), "\n# TYPE ",
                  absl::string_view(name.data(), name.size()), " ",
                  absl::string_view(type.data(), type.size()), "\n",
                  absl::string_view(name.data(), name.size()), " ", value, "\n");
}

}  // namespace

void Metrics::Count(std::string_view label, std::string_view code, std::int64_t micros) {
  const auto at = std::lower_bound(kBounds.begin(), kBounds.end(), micros);
  const std::lock_guard lock(mutex_);
  ++requests_[{label, std::string(code)}];
  ++latency_[static_cast<std::size_t>(at - kBounds.begin())];
  latency_sum_ += micros;
  ++latency_count_;
}

void Metrics::Connections(std::int64_t change) {
  const std::lock_guard lock(mutex_);
  connections_ += change;
}

void Metrics::Streams(std::int64_t change) {
  const std::lock_guard lock(mutex_);
  streams_ += change;
}

void Metrics::Slow() {
  const std::lock_guard lock(mutex_);
  ++slow_;
}

std::uint64_t Metrics::slow() const {
  const std::lock_guard lock(mutex_);
  return slow_;
}

std::string Metrics::Text(const NodeGauges& node) const {
  const std::lock_guard lock(mutex_);
  std::string text =
      "# HELP parnet_gateway_requests_total Requests answered, by method or route and by code.\n"
      "# TYPE parnet_gateway_requests_total counter\n";
  for (const auto& [key, count] : requests_) {
    absl::StrAppend(&text, "parnet_gateway_requests_total{method=\"",
                    absl::string_view(key.first.data(), key.first.size()), "\",code=\"", key.second,
                    "\"} ", count, "\n");
  }
  text +=
      "# HELP parnet_gateway_seconds From the head of a request to the end of its answer.\n"
      "# TYPE parnet_gateway_seconds histogram\n";
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < latency_.size(); ++i) {
    sum += latency_[i];
    const std::string bound = i < kBounds.size() ? Seconds(kBounds[i]) : "+Inf";
    absl::StrAppend(&text, "parnet_gateway_seconds_bucket{le=\"", bound, "\"} ", sum, "\n");
  }
  absl::StrAppend(&text, "parnet_gateway_seconds_sum ", Seconds(latency_sum_),
                  "\nparnet_gateway_seconds_count ", latency_count_, "\n");
  Series(text, "parnet_gateway_connections", "gauge", "Connections that are open.", connections_);
  Series(text, "parnet_gateway_streams", "gauge", "Streams that are open.", streams_);
  Series(text, "parnet_gateway_slow_total", "counter",
         "Connections ended because the sender was too slow.", static_cast<std::int64_t>(slow_));
  Series(text, "parnet_ledger_entries", "gauge", "Number of the last entry of the ledger.",
         static_cast<std::int64_t>(node.ledger_entries));
  Series(text, "parnet_ledger_waiting", "gauge", "Commands that wait for the ledger.",
         static_cast<std::int64_t>(node.commands_waiting));
  Series(text, "parnet_calls_waiting", "gauge", "Calls that wait for a thread.",
         static_cast<std::int64_t>(node.calls_waiting));
  Series(text, "parnet_ready", "gauge", "1: the node takes commands.", node.ready ? 1 : 0);
  return text;
}

}  // namespace par::gateway
