#include "report/story.hpp"

#include <cmath>

#include "base/date.hpp"
#include "base/hash.hpp"
#include "report/format.hpp"

namespace carepool::report {
namespace {

template <class T>
Result<Story> hear_all(const store::TraceReader& reader, T teller, Story story) {
  const Errors errors = reader.for_each([&teller](const v1::TraceRecord& record, const Words& words) { teller.hear(record, words); });
  if (!errors.empty()) return errors;
  teller.end(reader.last_day());
  story.title = std::move(teller.title);
  story.summary = std::move(teller.summary);
  story.lines = std::move(teller.lines);
  return story;
}

}  // namespace

Result<Story> tell_story(const store::TraceReader& reader, const TraceIndex& index, Agent kind, std::uint32_t number) {
  Story story;
  story.kind = kind;
  const Teller teller{reader.header(), index, number};
  if (kind == Agent::child) {
    story.id = index.children[number - 1].id;
    story.key = hex64(index.children[number - 1].key);
    return hear_all(reader, ChildTeller(teller), std::move(story));
  }
  if (kind == Agent::home) {
    story.id = story.key = index.homes[number - 1].id;
    return hear_all(reader, HomeTeller(teller), std::move(story));
  }
  story.id = index.providers[number - 1].id;
  story.key = hex64(index.providers[number - 1].key);
  return hear_all(reader, ProviderTeller(teller), std::move(story));
}

std::string simulated_note(Agent kind) {
  if (kind == Agent::child) return "A simulated child: nobody real is described. What follows is what the model decided, and on what figures.";
  if (kind == Agent::home) return "A simulated home, none of today's: the model draws homes from published counts. What follows is what it decided, and on what figures.";
  return "A simulated provider group, no real one. What follows is what the model decided for it, and on what figures.";
}

std::string day_text(std::int32_t day) { return format_date(to_string(Date{day})); }

std::string pounds_text(std::int64_t pence) {
  const std::string text = format_number(std::abs(std::round(static_cast<double>(pence) / 100.0)));
  return (pence < 0 && text != "0" ? "−£" : "£") + text;
}

std::string week_text(std::int64_t pence) { return pounds_text(pence) + " a week"; }

std::string miles_text(std::uint32_t tenths) {
  if (tenths < 10) return "less than a mile";
  const auto miles = static_cast<std::uint32_t>((tenths + 5) / 10);
  return miles == 1 ? "1 mile" : format_number(miles) + " miles";
}

std::string share_text(double share) { return format_value(share, "share"); }

std::string need_text(v1::TraceNeed need) {
  switch (need) {
    case v1::STANDARD: return "standard";
    case v1::MODERATE: return "moderate";
    case v1::COMPLEX: return "complex";
    default: return "acute";
  }
}

std::string grade_text(v1::TraceGrade grade) {
  switch (grade) {
    case v1::OUTSTANDING: return "outstanding";
    case v1::GOOD: return "good";
    case v1::REQUIRES_IMPROVEMENT: return "requires improvement";
    default: return "inadequate";
  }
}

std::string setting_text(v1::TraceSetting setting) {
  switch (setting) {
    case v1::FOSTERING: return "a foster family";
    case v1::KINSHIP: return "family or friends who foster";
    case v1::RESIDENTIAL: return "a children's home";
    case v1::SUPPORTED: return "supported accommodation";
    case v1::SECURE: return "a secure home";
    case v1::WITH_PARENTS: return "the parents' home, still looked after";
    case v1::ADOPTION: return "an adoptive family";
    case v1::CRISIS: return "an unregistered crisis placement";
    default: return "another setting";
  }
}

std::string count_text(std::uint64_t n, const char* one, const char* many) {
  if (n == 0) return std::string("no ") + many;
  return format_number(static_cast<double>(n)) + " " + (n == 1 ? one : many);
}

std::string sum_text(std::int64_t pence) {
  constexpr double kMillion = 1e8;  // pence
  const double millions = static_cast<double>(pence) / kMillion;
  if (std::abs(millions) < 1) return pounds_text(pence);
  return (pence < 0 ? "−£" : "£") + format_number(std::abs(millions), 1) + " million";
}

std::string framework_text(const std::string& name) {
  const std::size_t slash = name.find('/');
  if (slash == std::string::npos) return "the framework " + name;
  const std::string whose = name.substr(slash + 1);
  return name.substr(0, slash) == "frameworks" ? "the " + whose + " framework" : "the framework of " + body_text(name);
}

std::string body_text(const std::string& name) {
  const std::size_t slash = name.find('/');
  return slash == std::string::npos ? name : name.substr(slash + 1) + " (" + name.substr(0, slash) + ")";
}

const std::string& word(const Words& words, std::uint32_t number) { return words[number < words.size() ? number : 0]; }

std::string capital(std::string text) {
  if (!text.empty() && text.front() >= 'a' && text.front() <= 'z') text.front() = static_cast<char>(text.front() - 'a' + 'A');
  return text;
}

std::string needs_text(const std::vector<v1::TraceNeed>& needs) {
  std::vector<std::string> words;
  for (const v1::TraceNeed need : needs) words.push_back(need_text(need));
  return join_and(words);
}

}  // namespace carepool::report
