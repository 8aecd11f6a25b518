// manifest.json: complete, sealed, and readable only where it can be understood.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "base/build_info.hpp"
#include "store_cases.hpp"
#include "support/paths.hpp"

namespace carepool::store {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Manifest, ComesBackAsItWasWritten) {
  Manifest written = small_manifest();
  written.files["series.csv"] = {"ab12", 12, ""};
  written.files["report.html"] = {"cd34", 34, "ef56"};
  const auto read = parse_manifest(manifest_text(written));
  ASSERT_TRUE(read.ok()) << text(read.errors());
  EXPECT_TRUE(read.value().intact);
  const Manifest& back = read.value().manifest;
  EXPECT_EQ(manifest_text(back), manifest_text(written));
  EXPECT_EQ(back.seed, written.seed);
  EXPECT_EQ(back.runs.at(1).world_hash, "fedcba9876543210");
  EXPECT_EQ(back.wall_seconds, 1.0 / 3.0);
  EXPECT_EQ(back.files.at("report.html").replaces, "ef56");
}

TEST(Manifest, EveryChangedByteIsSeen) {
  const std::string sealed = manifest_text(small_manifest());
  for (std::size_t place = 0; place < sealed.size(); ++place)
    for (const char other : {' ', '0', '\t', '\n'}) {
      if (sealed[place] == other) continue;
      std::string changed = sealed;
      changed[place] = other;
      const auto read = parse_manifest(changed);
      EXPECT_TRUE(!read.ok() || !read.value().intact) << place << " of " << sealed;
    }
}

TEST(Manifest, AnAddedBlankOrFieldIsSeen) {
  const std::string sealed = manifest_text(small_manifest());
  EXPECT_FALSE(parse_manifest(sealed + "\n").value().intact);
  std::string longer = sealed;
  longer.insert(longer.find("\"scenario\""), "\"note\": 1, ");
  EXPECT_FALSE(parse_manifest(longer).value().intact);
}

TEST(Manifest, SaysWhatTheContractAsks) {
  const auto json = nlohmann::json::parse(manifest_text(small_manifest()));
  for (const char* name :
       {"carepool_version", "scenario", "scenario_hash", "seed", "replicates", "world_hash", "build",
        "libraries", "threads", "host", "wall_seconds", "cpu_seconds", "peak_memory_bytes", "files"})
    EXPECT_TRUE(json.contains(name)) << name;
  EXPECT_EQ(json["libraries"]["protobuf"], "3.21.12");
  EXPECT_GT(json["peak_memory_bytes"].get<double>(), 1e6);
  EXPECT_GE(json["host"]["cores"].get<int>(), 1);
}

TEST(Manifest, TellsNoHostNameAndNoFolder) {
  const auto child = in_child([] {
    const std::string name = "a-telling-host-name";
    const int flags = ::geteuid() == 0 ? CLONE_NEWUTS : CLONE_NEWUTS | CLONE_NEWUSER;
    if (::unshare(flags) != 0 || ::sethostname(name.data(), name.size()) != 0)
      throw std::runtime_error("cannot take another host name");
    return manifest_text(small_manifest());
  });
  EXPECT_THAT(child.said, HasSubstr("\"host\": {"));
  EXPECT_THAT(child.said, Not(HasSubstr("a-telling-host-name")));
  EXPECT_THAT(child.said, Not(HasSubstr(test::source_dir().string())));
}

TEST(Manifest, AnotherVersionIsNamed) {
  auto json = nlohmann::ordered_json::parse(manifest_text(small_manifest()));
  json["format"] = 99;
  json["carepool_version"] = "9.1.0";
  const auto read = parse_manifest(json.dump(), "old/manifest.json");
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(text(read.errors())
                .find("old/manifest.json: error: the folder was made by another version: carepool "
                      "9.1.0, manifest format 99; this is carepool " +
                      std::string(build_info().version) + ", which reads format 1"),
            0u)
      << text(read.errors());
}

TEST(Manifest, RubbishIsAnErrorThatNamesTheFile) {
  for (const char* rubbish : {"", "{", "[]", "3", "{\"format\": 1}", "{\"format\": \"x\"}", "\xff\xfe"}) {
    const auto read = parse_manifest(rubbish, "x/manifest.json");
    ASSERT_FALSE(read.ok()) << rubbish;
    EXPECT_THAT(text(read.errors()), HasSubstr("x/manifest.json"));
  }
}

TEST(Manifest, AFolderWithoutOneIsUnfinished) {
  const auto dir = test::scratch_dir();
  EXPECT_THAT(text(read_manifest(dir).errors()),
              HasSubstr("holds no manifest.json: no run was finished here"));
  EXPECT_THAT(text(read_manifest(dir / "nowhere").errors()), HasSubstr("there is no such folder"));
}

}  // namespace
}  // namespace carepool::store
