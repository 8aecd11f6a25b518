// trace.pb: written piece by piece, read back record by record; damage is an error.
#include "store/trace_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "store/run_folder.hpp"
#include "support/paths.hpp"

namespace carepool::store {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string records(std::int32_t day, std::initializer_list<const char*> words, int n) {
  v1::TraceRecords out;
  for (const char* word : words) out.add_words(word);
  for (int i = 0; i < n; ++i) {
    v1::TraceRecord& record = *out.add_records();
    record.set_day(day);
    record.mutable_home_closed()->set_home(static_cast<std::uint32_t>(i + 1));
  }
  return out.SerializeAsString();
}

// Two chunks, of two records and of one.
fs::path written() {
  const fs::path dir = test::scratch_dir();
  auto folder = RunFolder::create(dir / "run").value();
  TraceWriter writer(folder.begin_file("trace.pb"));
  v1::TraceHeader header;
  header.set_scenario("small");
  writer.begin(header);
  writer.add(10, 11, 2, records(10, {"one", "two"}, 2));
  writer.add(12, 12, 1, records(12, {"three"}, 1));
  v1::TraceEnd end;
  end.set_last_day(20);
  writer.end(end);
  folder.put_in_place("trace.pb", writer.file());
  return dir / "run/trace.pb";
}

TEST(TraceFile, ComesBackInOrderWithTheWordsOfAllChunksSoFar) {
  const TraceReader reader = TraceReader::open(written()).value();
  EXPECT_EQ(reader.header().scenario(), "small");
  EXPECT_EQ(reader.end().records(), 3U);
  EXPECT_EQ(reader.last_day(), 20);
  std::vector<std::int32_t> days;
  std::vector<std::size_t> n_words;
  EXPECT_TRUE(reader.for_each([&](const v1::TraceRecord& record, const auto& words) {
    days.push_back(record.day());
    n_words.push_back(words.size());
  }).empty());
  EXPECT_THAT(days, ElementsAre(10, 10, 12));
  EXPECT_THAT(n_words, ElementsAre(3U, 3U, 4U));
}

TEST(TraceFile, AnotherFormatAndAChunkThatCannotBeUnpackedAreErrors) {
  const fs::path path = written();
  v1::Trace trace;
  ASSERT_TRUE(trace.ParseFromString(read_file(path)));
  v1::Trace other = trace;
  other.set_format_version(9);
  std::ofstream(path, std::ios::binary) << other.SerializeAsString();
  EXPECT_THAT(text(TraceReader::open(path).errors()), HasSubstr("a trace of format 9, this carepool reads format 1"));
  trace.mutable_chunks(1)->mutable_packed()->replace(0, 4, "torn");
  std::ofstream(path, std::ios::binary) << trace.SerializeAsString();
  const TraceReader reader = TraceReader::open(path).value();
  EXPECT_THAT(text(reader.for_each([](const auto&, const auto&) {})), HasSubstr("cannot be unpacked"));
}

TEST(TraceFile, ASizeThatNoChunkHasIsRefusedBeforeMemoryIsAskedFor) {
  v1::TraceChunk chunk;
  chunk.set_plain_bytes(std::uint64_t{1} << 60U);
  EXPECT_THAT(text(unpack(chunk, "trace.pb").errors()), HasSubstr("is damaged"));
}

TEST(TraceFile, NothingStandsUnderItsNameBeforeItIsComplete) {
  const fs::path dir = test::scratch_dir();
  auto folder = RunFolder::create(dir / "run").value();
  {
    TraceWriter writer(folder.begin_file("trace.pb"));
    writer.begin({});
    EXPECT_FALSE(fs::exists(dir / "run/trace.pb"));
    EXPECT_TRUE(fs::exists(dir / "run/trace.pb.part"));
  }
  EXPECT_FALSE(fs::exists(dir / "run/trace.pb.part")) << "given up, it is removed";
}

}  // namespace
}  // namespace carepool::store
