#pragma once
// The recorded decisions of one child, home or provider group as dated sentences.
// Written by tell_story from a trace; read by `explain`, which prints them or gives them as JSON beside the records that they are made of.
// The surprising decision: everybody in a trace is simulated, and each story says so in its own words: sentences get copied without their page.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "report/trace_index.hpp"

namespace carepool::report {

struct StoryLine {
  std::int32_t day = 0;
  std::string text;
  v1::TraceRecord record;
};

struct Story {
  Agent kind = Agent::child;
  std::string id, key;   // as printed; in full
  std::string title;     // "Child 3f2a9c0d, looked after by Kent"
  std::string summary;   // one or two sentences on the whole
  std::vector<StoryLine> lines;
};

Result<Story> tell_story(const store::TraceReader& reader, const TraceIndex& index, Agent kind, std::uint32_t number);

// "simulated": what stands above every story.
std::string simulated_note(Agent kind);

// ---- of this room: the sentences of one kind of agent -------------------------------------------------------------------------------

using Words = std::vector<std::string>;

struct Teller {
  const v1::TraceHeader& header;
  const TraceIndex& index;
  std::uint32_t number;                    // whose story it is
  std::vector<StoryLine> lines{};
  std::string title{}, summary{};

  void say(const v1::TraceRecord& record, std::string text) { lines.push_back({record.day(), std::move(text), record}); }
};

class ChildTeller : public Teller {
 public:
  explicit ChildTeller(Teller t) : Teller(std::move(t)) {}
  void hear(const v1::TraceRecord& record, const Words& words);
  void end(std::int32_t last_day);

 private:
  void here(const v1::TraceRecord&, const Words&);
  void carers(const v1::TraceRecord&);
  void search(const v1::TraceRecord&, const Words&);
  void started(const v1::TraceRecord&, const Words&);
  void ended(const v1::TraceRecord&);
  void fee_changed(const v1::TraceRecord&);
  void left(const v1::TraceRecord&);
  std::string place(const v1::PlacementStarted&, const Words&) const;
  std::string offers(const v1::HomeSearch&) const;
  std::string declined(const v1::HomeSearch&) const;
  std::string why_not(const v1::TraceDeclined&, std::uint32_t waited) const;
  std::string choice(const v1::HomeSearch&) const;

  std::string council_;
  std::uint32_t placements_ = 0, crisis_ = 0, breakdowns_ = 0;
  std::int32_t crisis_days_ = 0, waited_ = 0;
  bool left_ = false, in_crisis_ = false;
  bool told_how_ = false;                   // how a local search widens
};

class HomeTeller : public Teller {
 public:
  explicit HomeTeller(Teller t) : Teller(std::move(t)) {}
  void hear(const v1::TraceRecord& record, const Words& words);
  void end(std::int32_t last_day);

 private:
  void here(const v1::TraceRecord&);
  void staffing(const v1::TraceRecord&);
  void asks(const v1::TraceRecord&);
  void block(const v1::TraceRecord&, const Words&);
  void closure(const v1::TraceRecord&);
  void sold(const v1::TraceRecord&);
  void reviewed(const v1::TraceRecord&);
  void owner(const v1::TraceRecord&);
  void guest(const v1::TraceRecord&, const Words&);

  std::vector<v1::TraceNeed> serves_;
  std::vector<std::int64_t> asks_said_;     // at the last revision that was worth a sentence
  std::int64_t bed_said_ = 0;
  std::uint32_t children_ = 0, empty_days_ = 0, revisions_ = 0, empty_since_said_ = 0, days_since_said_ = 0;
  std::uint64_t usable_ = 0, usable_since_said_ = 0;  // bed-days
  std::uint64_t usable_before_review_ = 0, empty_before_review_ = 0;
  std::uint32_t staffed_ = 0, owner_ = 0;
  bool council_ = false, never_opened_ = false;
  std::int32_t closed_ = 0;
};

class ProviderTeller : public Teller {
 public:
  explicit ProviderTeller(Teller t) : Teller(std::move(t)) {}
  void hear(const v1::TraceRecord& record, const Words& words);
  void end(std::int32_t last_day);

 private:
  void here(const v1::TraceRecord&, const Words&);
  void choice(const v1::TraceRecord&, const Words&);
  void bid(const v1::TraceRecord&, const Words&);
  void failed(const v1::TraceRecord&);
  void loan(const v1::TraceRecord&);
  void covenant(const v1::TraceRecord&);
  void merged(const v1::TraceRecord&, const Words&);
  void year(const v1::TraceRecord&);
  void home(const v1::TraceRecord&);
  void homes_at_the_start();
  std::string swept();
  bool mine(std::uint32_t home) const { return home <= owner_.size() && home > 0 && owner_[home - 1] == number; }

  std::vector<std::uint32_t> owner_;        // [homes] number of the group
  std::vector<std::pair<std::uint32_t, std::string>> held_;  // at the start, not told yet: area, home
  v1::TraceRecord last_held_;
  std::int64_t swept_ = 0;                  // pence, since the breach began
  std::uint32_t joined_ = 0, left_ = 0, stayed_ = 0, opened_ = 0, closed_ = 0, bought_ = 0, sold_ = 0;
  bool failed_ = false, merged_ = false, left_market_ = false;
};

// Phrases that several stories share.
std::string day_text(std::int32_t day);                      // "3 June 2026"
std::string pounds_text(std::int64_t pence);                 // "£5,200"
std::string week_text(std::int64_t pence);                   // "£5,200 a week"
std::string miles_text(std::uint32_t tenths);                // "9 miles"
std::string share_text(double share);                        // "12 %"
std::string need_text(v1::TraceNeed need);
std::string grade_text(v1::TraceGrade grade);
std::string setting_text(v1::TraceSetting setting);          // "a foster family"
std::string count_text(std::uint64_t n, const char* one, const char* many);
std::string needs_text(const std::vector<v1::TraceNeed>& needs);
std::string sum_text(std::int64_t pence);                    // "£15.9 million"; below a million as pounds_text
std::string framework_text(const std::string& name);         // "the North East framework", from "frameworks/North East"
std::string body_text(const std::string& name);              // "Staffordshire and 9 others (rcc)", from "rcc/Staffordshire and 9 others"
const std::string& word(const Words& words, std::uint32_t number);
std::string capital(std::string text);

}  // namespace carepool::report
