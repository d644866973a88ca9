#include "common/gateway/static_files.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <system_error>
#include <utility>

#include "absl/strings/ascii.h"
#include "common/base/sha256.h"
#include "common/base/status_macros.h"
#include "common/domain/refusal.h"

namespace par::gateway {
namespace {

constexpr std::string_view kIndex = "/index.html";
// Nothing inline, nothing from elsewhere.
constexpr const char* kPagePolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

std::string MediaTypeOf(std::string_view path) {
  constexpr std::pair<std::string_view, std::string_view> kTypes[] = {
      {".html", "text/html; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".mjs", "text/javascript; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".json", "application/json"},
      {".webmanifest", "application/manifest+json"},
      {".svg", "image/svg+xml"},
      {".png", "image/png"},
      {".jpg", "image/jpeg"},
      {".webp", "image/webp"},
      {".ico", "image/x-icon"},
      {".woff2", "font/woff2"},
      {".txt", "text/plain; charset=utf-8"},
      {".wasm", "application/wasm"},
      {".pdf", "application/pdf"}};
  for (const auto& [ending, type] : kTypes) {
    if (path.ends_with(ending)) return std::string(type);
  }
  return "application/octet-stream";
}

// As the build names what it will never change: /assets/page-Dk3_aB9x.js.
bool HasHash(std::string_view path) {
  constexpr std::size_t kHashLetters = 8;
  if (!path.starts_with("/assets/")) return false;
  const std::string_view name = path.substr(path.rfind('/') + 1);
  const std::string_view stem = name.substr(0, name.rfind('.'));
  if (stem.size() <= kHashLetters) return false;
  const std::string_view hash = stem.substr(stem.size() - kHashLetters);
  const char before = stem[stem.size() - kHashLetters - 1];
  return (before == '-' || before == '.') && std::all_of(hash.begin(), hash.end(), [](char c) {
           return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-';
         });
}

// Whether `accepted`, an Accept-Encoding, names `coding` and does not rule it out.
bool Accepts(std::string_view accepted, std::string_view coding) {
  while (!accepted.empty()) {
    std::string_view item = accepted.substr(0, accepted.find(','));
    accepted.remove_prefix(std::min(item.size() + 1, accepted.size()));
    while (item.starts_with(' ')) item.remove_prefix(1);
    const std::string_view name = item.substr(0, item.find_first_of("; "));
    if (SameName(name, coding))
      return item.find("q=0") == item.npos || item.find("q=0.") != item.npos;
  }
  return false;
}

absl::Status NoFolder(const std::filesystem::path& folder) {
  return domain::Refusal(absl::StatusCode::kNotFound, "gateway_folder",
                         {{"folder", folder.string()}});
}

absl::StatusOr<std::string> ReadPage(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  if (file) bytes << file.rdbuf();
  if (!file) return NoFolder(path);
  return std::move(bytes).str();
}

// Every part of the path, so that hidden folders are left out too.
bool IsHidden(std::string_view path) { return path.find("/.") != std::string_view::npos; }

}  // namespace

absl::StatusOr<StaticFiles> StaticFiles::Load(const std::filesystem::path& folder) {
  namespace fs = std::filesystem;
  std::map<std::string, std::string> found;
  std::size_t bytes = 0;
  std::error_code failed;
  fs::recursive_directory_iterator at(folder, failed);
  if (failed) return NoFolder(folder);
  for (; at != fs::recursive_directory_iterator(); at.increment(failed)) {
    if (failed) return NoFolder(folder);
    // Links are not followed, neither to files nor to folders.
    if (!fs::is_regular_file(at->symlink_status(failed)) || failed) continue;
    std::string path = "/" + at->path().lexically_relative(folder).generic_string();
    if (IsHidden(path)) continue;
    ASSIGN_OR_RETURN(std::string content, ReadPage(at->path()));
    bytes += content.size();
    found.emplace(std::move(path), std::move(content));
    if (bytes > kMostPageBytes || found.size() > kMostPageFiles) {
      return domain::Refusal(absl::StatusCode::kInvalidArgument, "gateway_folder_too_large",
                             {{"folder", folder.string()},
                              {"files", std::to_string(kMostPageFiles)},
                              {"bytes", std::to_string(kMostPageBytes)}});
    }
  }
  if (failed || !found.contains(std::string(kIndex))) return NoFolder(folder);
  const auto form = [](std::string& content) {
    const std::string etag = "\"" + Sha256::Of(content).Hex().substr(0, 32) + "\"";
    return Form{.bytes = std::make_shared<const std::string>(std::move(content)), .etag = etag};
  };
  StaticFiles pages;
  for (auto& [path, content] : found) {
    const std::string_view name = path;
    const bool packed = name.ends_with(".br") || name.ends_with(".gz");
    if (packed && found.contains(path.substr(0, path.size() - 3))) continue;
    File file{.media_type = MediaTypeOf(path), .immutable = HasHash(path)};
    if (const auto br = found.find(path + ".br"); br != found.end()) file.br = form(br->second);
    if (const auto gz = found.find(path + ".gz"); gz != found.end()) file.gz = form(gz->second);
    file.plain = form(content);
    pages.files_.emplace(path, std::move(file));
  }
  return pages;
}

Answer StaticFiles::AnswerTo(const RequestHead& head) const {
  if (head.method != "GET" && head.method != "HEAD") {
    Answer answer = PlainAnswer(405, "GET only");
    answer.headers.push_back({"Allow", "GET, HEAD"});
    return answer;
  }
  const std::string_view path = head.path;
  auto at = files_.find(path == "/" ? kIndex : path);
  const std::string_view last = path.substr(path.rfind('/') + 1);
  // Whoever goes to a page says that it takes HTML: "/self-assessment/…/1.1.3" is one.
  const bool html = head.Find("Accept").find("text/html") != std::string_view::npos;
  const bool page = (html || last.find('.') == last.npos) && path.find('%') == path.npos &&
                    path.find("..") == path.npos && path.find("//") == path.npos;
  if (at == files_.end() && page) at = files_.find(kIndex);
  if (at == files_.end()) return PlainAnswer(404, "not found");
  const File& file = at->second;
  const std::string_view accepted = head.Find("Accept-Encoding");
  const bool br = file.br.bytes != nullptr && Accepts(accepted, "br");
  const bool gz = !br && file.gz.bytes != nullptr && Accepts(accepted, "gzip");
  const Form& form = br ? file.br : gz ? file.gz : file.plain;
  Answer answer{.headers = {{"Content-Type", file.media_type},
                            {"Content-Security-Policy", kPagePolicy},
                            {"Cache-Control",
                             file.immutable ? "public, max-age=31536000, immutable" : "no-cache"},
                            {"Vary", "Accept-Encoding"},
                            {"ETag", form.etag}},
                .shared = form.bytes};
  if (br || gz) answer.headers.push_back({"Content-Encoding", br ? "br" : "gzip"});
  if (head.Find("If-None-Match").find(form.etag) != std::string_view::npos) {
    answer.status = 304;
    answer.shared = nullptr;
  }
  return answer;
}

}  // namespace par::gateway
