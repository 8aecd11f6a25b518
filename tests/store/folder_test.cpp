// A run's folder: a manifest means a complete folder, whatever is killed, full or forbidden on the way.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fstream>

#include "store_cases.hpp"
#include "support/paths.hpp"

namespace carepool::store {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

void put(const fs::path& path, const std::string& bytes) { std::ofstream(path, std::ios::binary) << bytes; }

std::vector<std::string> names_in(const fs::path& dir) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(dir)) names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

void expect_complete(const fs::path& dir) {
  const auto problems = verify_files(dir);
  ASSERT_TRUE(problems.ok()) << text(problems.errors());
  for (const auto& problem : problems.value()) ADD_FAILURE() << problem.text;
  const auto results = read_results(dir);
  ASSERT_TRUE(results.ok()) << text(results.errors());
}

std::string mark_of(const fs::path& dir) { return read_results(dir).value().facts.back().second; }

TEST(RunFolder, HoldsExactlyItsFilesWithTheirChecksums) {
  const auto dir = test::scratch_dir() / "deep" / "run";
  publish(dir, {}, "first");
  EXPECT_EQ(names_in(dir),
            (std::vector<std::string>{"manifest.json", "recording.pb", "report.html", "results.sqlite",
                                      "scenario.yaml", "series.csv", "summary.json"}));
  expect_complete(dir);
  const auto manifest = read_manifest(dir).value().manifest;
  EXPECT_EQ(manifest.files.size(), 6u);
  EXPECT_EQ(manifest.files.at("scenario.yaml").bytes, 12u);
}

TEST(RunFolder, AFinishedRunIsRefusedUnlessForced) {
  const auto dir = test::scratch_dir();
  publish(dir, {}, "first");
  const auto refused = RunFolder::create(dir);
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(text(refused.errors()), HasSubstr("holds a finished run"));
  EXPECT_THAT(text(refused.errors()), HasSubstr("--force"));
  expect_complete(dir);
  publish(dir, {.force = true}, "second");
  expect_complete(dir);
  EXPECT_EQ(mark_of(dir), "second");
}

TEST(RunFolder, AnUnfinishedRunIsCleared) {
  const auto dir = test::scratch_dir();
  publish(dir, {}, "first");
  put(dir / "trace.pb", "of the run before");
  fs::remove(dir / "manifest.json");
  publish(dir, {}, "second");
  expect_complete(dir);
  EXPECT_EQ(mark_of(dir), "second");
  EXPECT_FALSE(fs::exists(dir / "trace.pb"));
}

TEST(RunFolder, SomebodysOwnFilesAreNeverCleared) {
  const auto dir = test::scratch_dir();
  put(dir / "scenario.yaml", "mine");
  EXPECT_THAT(text(RunFolder::create(dir).errors()),
              HasSubstr("holds 'scenario.yaml', which no run wrote here"));
  put(dir / "series.csv", "mine too");
  put(dir / "thesis.doc", "mine as well");
  EXPECT_THAT(text(RunFolder::create(dir).errors()),
              HasSubstr("holds 'thesis.doc', which no run wrote here"));
  EXPECT_EQ(read_file(dir / "scenario.yaml"), "mine");
  EXPECT_EQ(read_file(dir / "series.csv"), "mine too");
}

TEST(RunFolder, NotesBesideARunSurviveForce) {
  const auto dir = test::scratch_dir();
  publish(dir, {}, "first");
  put(dir / "notes.txt", "keep");
  publish(dir, {.force = true}, "second");
  EXPECT_EQ(read_file(dir / "notes.txt"), "keep");
  expect_complete(dir);
}

TEST(RunFolder, TwoRunsNeverWriteIntoOneFolder) {
  const auto dir = test::scratch_dir();
  auto first = RunFolder::create(dir);
  ASSERT_TRUE(first.ok());
  const auto child = in_child([&] { return text(RunFolder::create(dir).errors()); });
  EXPECT_THAT(child.said, HasSubstr("another run is writing into this folder"));
  first.value().write_file("scenario.yaml", "name: x\n");
  first.value().finish(small_manifest());
  EXPECT_TRUE(verify_files(dir).value().empty());
}

TEST(RunFolder, AFileInPlaceOfTheFolderIsBadInput) {
  const auto dir = test::scratch_dir() / "file";
  put(dir, "x");
  EXPECT_THAT(text(RunFolder::create(dir).errors()), HasSubstr("is a file, not a folder"));
}

TEST(RunFolder, OnlyARunsFilesAreWritten) {
  auto folder = RunFolder::create(test::scratch_dir()).value().path();
  auto again = RunFolder::create(folder);
  EXPECT_THROW(again.value().write_file("manifest.json", ""), std::invalid_argument);
  EXPECT_THROW(again.value().write_file("../up", ""), std::invalid_argument);
  EXPECT_THROW(again.value().write_file("series.csv.part", ""), std::invalid_argument);
}

// ---- kills ----

StepHook kill_at(int step) {
  return [left = step](std::string_view, const fs::path&) mutable {
    if (left-- == 0) ::raise(SIGKILL);
  };
}

// Publishes in a child that is killed before step 0, 1, 2 … until one gets through; `before` sets the folder
// up, `after` looks at what each kill left. Returns the number of kills.
int kill_at_every_step(bool force, const std::function<void(const fs::path&)>& before,
                       const std::function<void(const fs::path&)>& after) {
  for (int step = 0;; ++step) {
    const auto dir = test::scratch_dir() / "run";
    before(dir);
    const auto child = in_child([&] {
      publish(dir, {.force = force, .before_step = kill_at(step)}, "new");
      return std::string("done");
    });
    if (!child.killed) {
      EXPECT_EQ(child.said, "done");
      EXPECT_EQ(mark_of(dir), "new");
      expect_complete(dir);
      return step;
    }
    after(dir);
    fs::remove_all(dir);
  }
}

void expect_no_manifest_or_complete(const fs::path& dir) {
  if (fs::exists(dir / "manifest.json")) {
    expect_complete(dir);
    publish(dir, {.force = true}, "next");
  } else {
    publish(dir, {}, "next");  // cleared without being forced
  }
  expect_complete(dir);
  EXPECT_EQ(mark_of(dir), "next");
}

TEST(Kills, AtEveryStepOfANewFolderLeaveNoManifestOrACompleteOne) {
  const int kills = kill_at_every_step(
      false, [](const fs::path&) {}, expect_no_manifest_or_complete);
  EXPECT_GT(kills, 35);
}

TEST(Kills, AtEveryStepOverAnUnfinishedFolder) {
  kill_at_every_step(
      false,
      [](const fs::path& dir) {
        publish(dir, {}, "old");
        fs::remove(dir / "manifest.json");
        put(dir / "series.csv.part", "torn");
      },
      expect_no_manifest_or_complete);
}

TEST(Kills, AtEveryStepOfAForcedReplacementNeverMixOldAndNew) {
  kill_at_every_step(
      true, [](const fs::path& dir) { publish(dir, {}, "old"); }, expect_no_manifest_or_complete);
}

TEST(Kills, AtEveryStepOfAReplacedReportLeaveChecksumsThatHold) {
  int finished_at = -1;
  for (int step = 0; finished_at < 0; ++step) {
    const auto dir = test::scratch_dir();
    publish(dir, {}, "old");
    const auto child = in_child([&] {
      (void)replace_file(dir, "report.html", "a new report", kill_at(step));
      return std::string("done");
    });
    expect_complete(dir);
    if (!child.killed) finished_at = step;
    ASSERT_TRUE(replace_file(dir, "report.html", "a third report").ok());
    expect_complete(dir);
    EXPECT_EQ(read_file(dir / "report.html"), "a third report");
    EXPECT_EQ(read_manifest(dir).value().manifest.files.at("report.html").replaces, "");
    fs::remove_all(dir);
  }
  EXPECT_GT(finished_at, 10);
}

TEST(ReplaceFile, TheSameReportAgainChangesNothing) {
  const auto dir = test::scratch_dir();
  publish(dir, {}, "first");
  const std::string report = read_file(dir / "report.html");
  const std::string manifest = read_file(dir / "manifest.json");
  ASSERT_TRUE(replace_file(dir, "report.html", report).ok());
  EXPECT_EQ(read_file(dir / "manifest.json"), manifest);
}

TEST(ReplaceFile, NeverSignsAManifestThatWasTamperedWith) {
  const auto dir = test::scratch_dir();
  publish(dir, {}, "first");
  std::string manifest = read_file(dir / "manifest.json");
  manifest.replace(manifest.find("0123456789abcdef"), 1, "f");
  put(dir / "manifest.json", manifest);
  EXPECT_FALSE(replace_file(dir, "report.html", "new").ok());
  EXPECT_EQ(read_file(dir / "manifest.json"), manifest);
}

// ---- disks ----

TEST(Disks, AFailedSyncLeavesNoFinalName) {
  const auto dir = test::scratch_dir();
  const StepHook failing = [](std::string_view step, const fs::path& path) {
    if (step == "sync" && path.filename() == "series.csv.part")
      throw StoreError(path, "cannot be made safe on disk");
  };
  EXPECT_THROW(publish(dir, {.force = false, .before_step = failing}, "first"), StoreError);
  EXPECT_FALSE(fs::exists(dir / "series.csv"));
  EXPECT_FALSE(fs::exists(dir / "series.csv.part"));
  EXPECT_FALSE(fs::exists(dir / "manifest.json"));
}

// Mounts a file system of 1 MB on `dir`, seen by this process alone. Needs root or user namespaces.
void mount_small_disk(const fs::path& dir) {
  const int flags = ::geteuid() == 0 ? CLONE_NEWNS : CLONE_NEWNS | CLONE_NEWUSER;
  if (::unshare(flags) != 0)
    throw std::runtime_error(std::string("cannot unshare mounts: ") + std::strerror(errno));
  ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE,
          nullptr);  // refused inside a chroot; then it is unmounted below
  if (::mount("tmpfs", dir.c_str(), "tmpfs", 0, "size=1m") != 0)
    throw std::runtime_error(std::string("cannot mount a small disk: ") + std::strerror(errno));
}

TEST(Disks, AFullDiskIsAClearErrorAndLeavesNoManifest) {
  const auto disk = test::scratch_dir();
  const auto child = in_child([&]() -> std::string {
    mount_small_disk(disk);
    std::string said;
    try {
      publish(disk / "run", {}, "first", 3 * 1024 * 1024);
      said = "no error";
    } catch (const StoreError& error) {
      said = error.what();
    }
    const auto names = names_in(disk / "run");
    said += std::count(names.begin(), names.end(), "report.html.part") == 0 ? "\nno part" : "\npart left";
    said += fs::exists(disk / "run" / "report.html") ? "\nfinal name" : "\nno final name";
    said += fs::exists(disk / "run" / "manifest.json") ? "\nmanifest" : "\nno manifest";
    publish(disk / "run", {}, "second", 1000);  // what the full disk left does not stand in the way
    said += verify_files(disk / "run").value().empty() ? "\nthen complete" : "\nthen damaged";
    ::umount2(disk.c_str(), MNT_DETACH);
    return said;
  });
  EXPECT_THAT(child.said, HasSubstr("report.html: cannot write: No space left on device"));
  EXPECT_THAT(child.said, HasSubstr("\nno part\nno final name\nno manifest\nthen complete"));
}

TEST(Disks, ADiskWithoutRoomForTheManifestLeavesNone) {
  const auto disk = test::scratch_dir();
  const auto child = in_child([&]() -> std::string {
    mount_small_disk(disk);
    auto folder = RunFolder::create(disk / "run");
    folder.value().write_file("scenario.yaml", "name: x\n");
    std::string filler(4096, 'x');
    std::ofstream other(disk / "filler", std::ios::binary);
    while (other.write(filler.data(), 4096).flush()) continue;
    std::string said;
    try {
      folder.value().finish(small_manifest());
      said = "no error";
    } catch (const StoreError& error) {
      said = error.what();
    }
    said += fs::exists(disk / "run" / "manifest.json") ? "\nmanifest" : "\nno manifest";
    ::umount2(disk.c_str(), MNT_DETACH);
    return said;
  });
  EXPECT_THAT(child.said,
              HasSubstr("manifest.json.part: cannot write: No space left on device\nno manifest"));
}

// Root is above permissions: the child becomes an ordinary user first.
std::string as_ordinary_user(const std::function<std::string()>& work) {
  constexpr int kNobody = 65534;
  return in_child([&] {
           if (::geteuid() == 0 && (::setegid(kNobody) != 0 || ::seteuid(kNobody) != 0))
             throw std::runtime_error("cannot become an ordinary user");
           return work();
         })
      .said;
}

// Outside the tree, which an ordinary user may not be allowed to enter.
fs::path open_scratch() {
  std::string pattern = (fs::temp_directory_path() / "carepool-test-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no scratch folder");
  fs::permissions(pattern, static_cast<fs::perms>(0555));
  return pattern;
}

TEST(Disks, AReadOnlyFolderIsAClearErrorAtTheStart) {
  const auto dir = open_scratch();
  const auto attempt = [](const fs::path& where) {
    return as_ordinary_user([&] {
      publish(where, {}, "first");
      return std::string("no error");
    });
  };
  EXPECT_EQ(attempt(dir), "threw: " + dir.string() + ": cannot write into this folder: Permission denied");
  EXPECT_EQ(attempt(dir / "run"),
            "threw: " + (dir / "run").string() + ": cannot make the folder: Permission denied");
  EXPECT_THAT(names_in(dir), IsEmpty());
  fs::permissions(dir, fs::perms::owner_all);
  fs::remove_all(dir);
}

TEST(Disks, AnUnreadableFileIsNamedAndIsNoTamper) {
  const auto dir = open_scratch();
  fs::permissions(dir, static_cast<fs::perms>(0755));
  publish(dir, {}, "first");
  fs::permissions(dir / "series.csv", fs::perms::none);
  const auto said = as_ordinary_user([&] {
    const auto problems = verify_files(dir).value();
    return std::to_string(problems.size()) + " " + problems.at(0).text;
  });
  EXPECT_EQ(said, "1 series.csv: cannot read: Permission denied");
  fs::remove_all(dir);
}

// ---- damage ----

TEST(VerifyFiles, NamesEveryDamagedOrMissingFile) {
  const auto dir = test::scratch_dir();
  publish(dir, {}, "first");
  std::string series = read_file(dir / "series.csv");
  series[series.size() / 2] ^= 1;
  put(dir / "series.csv", series);
  put(dir / "summary.json", read_file(dir / "summary.json") + " ");
  fs::remove(dir / "recording.pb");
  const auto problems = verify_files(dir).value();
  ASSERT_EQ(problems.size(), 3u);
  EXPECT_EQ(problems[0].text, "recording.pb: is missing");
  EXPECT_EQ(problems[0].kind, FileProblem::Kind::missing);
  EXPECT_THAT(problems[1].text, HasSubstr("series.csv: its content is not what was written"));
  EXPECT_THAT(problems[2].text, HasSubstr("summary.json: has"));
}

TEST(VerifyFiles, EveryFlippedByteOfEveryFileIsFound) {
  const auto dir = test::scratch_dir();
  publish(dir, {}, "first", 2000);
  for (const std::string& name : names_in(dir)) {
    const std::string bytes = read_file(dir / name);
    const std::size_t stride = bytes.size() / 97 + 1;
    for (std::size_t place = 0; place < bytes.size(); place += stride) {
      std::string damaged = bytes;
      damaged[place] ^= 4;
      put(dir / name, damaged);
      const auto problems = verify_files(dir);
      EXPECT_TRUE(!problems.ok() || !problems.value().empty()) << name << " at byte " << place;
    }
    put(dir / name, bytes);
  }
  expect_complete(dir);
}

}  // namespace
}  // namespace carepool::store
