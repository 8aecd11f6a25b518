#include "base/error.hpp"

namespace carepool {

std::string Error::text() const {
  std::string out = where;
  if (line > 0) out += (out.empty() ? "" : ":") + std::to_string(line);
  if (line > 0 && column > 0) out += ":" + std::to_string(column);
  out += (out.empty() ? "error: " : ": error: ") + message;
  if (!allowed.empty()) out += "; allowed " + allowed;
  if (!suggestion.empty()) out += "; did you mean '" + suggestion + "'?";
  return out;
}

std::string text(const Errors& errors) {
  std::string out;
  for (const Error& error : errors) out += (out.empty() ? "" : "\n") + error.text();
  return out;
}

}  // namespace carepool
